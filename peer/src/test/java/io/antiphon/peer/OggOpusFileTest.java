package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.wav.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judged by libopus' own tools. */
class OggOpusFileTest {
  private static final int FRAME = 960;

  @TempDir Path folder;
  private Path path;
  private final AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 511, -12);
  private final OpusEncoder encoder = OpusEncoder.builder().build();
  private final short[] pcm = new short[FRAME];
  private final byte[] payload = new byte[1_275];

  @BeforeEach
  void choosePath() {
    path = folder.resolve("call.opus");
  }

  private void say(OggOpusFile file, int frames) throws Exception {
    for (int i = 0; i < frames; i++) {
      file.packet(payload, next(), FRAME);
    }
  }

  private int next() {
    tone.read(pcm, 0, FRAME);
    return encoder.encode(pcm, 0, FRAME, payload, 0, payload.length);
  }

  private static double purity(WavFile wav, double from, double to) {
    Heard heard = new Heard();
    heard.accept(AudioFrame.of(wav.format(), wav.samples()));
    return heard.purity(511, from, to);
  }

  @Test
  void whatWasSentIsPlayedAndExactlyAsLong() throws Exception {
    try (OggOpusFile file = new OggOpusFile(path, 1)) {
      say(file, 200);
    }
    WavFile wav = OpusTools.decode(path);
    assertEquals(200 * FRAME, wav.samplesPerChannel());
    assertEquals(AudioFormat.MONO_48K, wav.format());
    assertTrue(purity(wav, 0.5, 3.9) > 0.98);
    String info = OpusTools.info(path);
    assertTrue(info.contains("Pre-skip: 312"), info);
    assertTrue(info.contains("Playback length: 0m:04.000s"), info);
  }

  @Test
  void lossesAndPausesKeepTheirLength() throws Exception {
    try (OggOpusFile file = new OggOpusFile(path, 1)) {
      say(file, 50);
      file.lost(3 * FRAME);
      for (int i = 0; i < 3; i++) {
        next();
      }
      say(file, 50);
      file.silence(48_000);
      say(file, 50);
    }
    WavFile wav = OpusTools.decode(path);
    assertEquals((50 + 3 + 50 + 50 + 50) * FRAME, wav.samplesPerChannel());
    short[] samples = wav.samples();
    for (int i = 120 * FRAME; i < 150 * FRAME; i++) {
      assertTrue(Math.abs(samples[i]) < 50, "not silent at " + i + ": " + samples[i]);
    }
    assertTrue(purity(wav, 1.3, 2.0) > 0.98);
  }

  @Test
  void oddGapsAddUpToTheirLength() throws Exception {
    long ticks = 0;
    try (OggOpusFile file = new OggOpusFile(path, 2)) {
      for (int i = 0; i < 20; i++) {
        say(file, 5);
        file.lost(313);
        file.silence(1_001);
        file.packet(payload, next(), FRAME - 7);
        ticks += 5 * FRAME + 313 + 1_001 + FRAME - 7;
      }
    }
    WavFile wav = OpusTools.decode(path);
    assertEquals((double) ticks, wav.samplesPerChannel(), 120);
    assertEquals(2, wav.format().channels());
  }

  @Test
  void whatIsFlushedIsAFileThatPlays() throws Exception {
    Path copy = folder.resolve("copy.opus");
    try (OggOpusFile file = new OggOpusFile(path, 1)) {
      say(file, 120);
      file.flush();
      Files.copy(path, copy);
      say(file, 10);
    }
    Path wav = folder.resolve("copy.wav");
    Process process =
        new ProcessBuilder("opusdec", "--quiet", copy.toString(), wav.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    assertEquals(120 * FRAME - OggOpusFile.PRE_SKIP, WavFile.read(wav).samplesPerChannel());
  }

  @Test
  void whatIsNoOpusPacketIsConcealed() throws Exception {
    try (OggOpusFile file = new OggOpusFile(path, 1)) {
      say(file, 50);
      file.packet(new byte[] {3}, 1, FRAME);
      say(file, 50);
    }
    assertEquals(101 * FRAME, OpusTools.decode(path).samplesPerChannel());
  }
}
