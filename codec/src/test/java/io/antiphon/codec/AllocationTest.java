package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.g711.G711Decoder;
import io.antiphon.codec.g711.G711Encoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.codec.wav.WavWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The media path makes no garbage of ours: counted in bytes by the JVM, frame after frame. */
class AllocationTest {
  private static final int FRAMES = 2_000;

  private final short[] pcm = new short[2 * 960];
  private final byte[] payload = new byte[960];

  private interface Work {
    void frame() throws Exception;
  }

  @Test
  void sourcesAndConversionAllocateNothing() throws Exception {
    AudioSource source = AudioSource.tone(AudioFormat.mono(44_100), 433, -6);
    AudioSource adapted = source.as(AudioFormat.STEREO_48K);
    assertAllocatesNothing(() -> adapted.read(pcm, 0, 960));
    FormatConversion down = new FormatConversion(AudioFormat.MONO_48K, AudioFormat.mono(16_000));
    AudioFrame frame = AudioFrame.of(AudioFormat.MONO_48K, new short[960]);
    assertAllocatesNothing(() -> down.process(frame));
  }

  @Test
  void mixerAndProcessorsAllocateNothing() throws Exception {
    Mixer mixer = new Mixer(AudioFormat.MONO_48K, 960);
    Mixer.Output listener = new Mixer.Output();
    short[] loud = new short[960];
    AudioSource.tone(AudioFormat.MONO_48K, 433, 0).read(loud, 0, 960);
    LevelMeter meter = new LevelMeter();
    Gain gain = new Gain(6);
    AudioFrame frame = AudioFrame.of(AudioFormat.MONO_48K, new short[960]);
    assertAllocatesNothing(
        () -> {
          mixer.begin();
          mixer.add(loud, 0);
          mixer.add(loud, 0);
          mixer.mixWithout(pcm, 0, listener, frame.samples(), 0);
          meter.process(gain.process(frame));
        });
  }

  @Test
  void g711AndOpusHeadersAllocateNothing() throws Exception {
    G711Encoder encoder = new G711Encoder(G711Law.PCMU);
    G711Decoder decoder = new G711Decoder(G711Law.PCMU);
    byte[] opus = {0x4b, (byte) 0x83, 1, 2, 9, 9, 9, 9};
    assertAllocatesNothing(
        () -> {
          encoder.encode(pcm, 0, 160, payload, 0, 160);
          decoder.decode(payload, 0, 160, pcm, 0);
          decoder.decodeLost(160, pcm, 0);
          OpusPacket.durationTicks(opus, 0, opus.length);
          OpusPacket.hasFec(opus, 0, opus.length);
        });
  }

  @Test
  void stretchingAllocatesNothing() throws Exception {
    TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 4_800);
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -6);
    assertAllocatesNothing(
        () -> {
          tone.read(pcm, 0, 960);
          stretch.splice(pcm, 0, 960);
          stretch.accelerate(720, true);
          stretch.decelerate(720, true);
          stretch.read(pcm, 0, stretch.available() - 480);
        });
  }

  @Test
  void writingAWavFileAllocatesNothing(@TempDir Path folder) throws Exception {
    try (WavWriter writer = new WavWriter(folder.resolve("call.wav"), AudioFormat.MONO_48K)) {
      assertAllocatesNothing(() -> writer.write(pcm, 0, 960));
    }
  }

  private static void assertAllocatesNothing(Work work) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < FRAMES; i++) {
      work.frame();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < FRAMES; i++) {
      work.frame();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < FRAMES, bytes + " bytes in " + FRAMES + " frames");
  }
}
