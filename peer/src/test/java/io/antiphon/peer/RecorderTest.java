package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.peer.RecordingFormat.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecorderTest {
  private static final int FRAME = 960;

  @TempDir Path folder;

  private WavFile record(RecordingFormat wanted, AudioFormat sent, int frames) throws Exception {
    Path path = folder.resolve("a/b/call.wav");
    Recorder recorder = Recorder.to(path, wanted, Recorder.DEFAULT_BUFFER);
    AudioSource tone = AudioSource.tone(sent, 511, -6);
    AudioFrame frame = new AudioFrame(sent, sent.samplesPerChannel(20));
    for (int i = 0; i < frames; i++) {
      frame.setSamplesPerChannel(tone.read(frame.samples(), 0, frame.capacityPerChannel()));
      ((WavRecorder) recorder).accept(frame);
    }
    recorder.close();
    assertEquals(path, recorder.finished().get(5, TimeUnit.SECONDS));
    assertEquals(Recorder.State.FINISHED, recorder.state(), recorder.error());
    return WavFile.read(path);
  }

  @ParameterizedTest
  @CsvSource({"8000, 1, 8", "24000, 2, 16", "44100, 1, 24", "48000, 2, 24", "96000, 1, 16"})
  void anyFormatIsAsLongAndHasTheSoundInItsPlace(int rate, int channels, int bits)
      throws Exception {
    WavFile wav =
        record(new RecordingFormat(Container.WAV, rate, channels, bits), AudioFormat.MONO_48K, 101);
    assertEquals(new AudioFormat(rate, channels), wav.format());
    assertEquals((101L * FRAME * rate + 47_999) / 48_000, wav.samplesPerChannel());
    // The tone begins at phase 0 at sample 0: what the conversion is late by is made up for.
    double peak = Math.pow(10, -6 / 20.0) * 32_767;
    double oneSample = peak * 2 * Math.PI * 511 / rate;
    short[] samples = wav.samples();
    for (int i = rate / 10; i < rate; i += 97) {
      double expected = peak * Math.sin(2 * Math.PI * 511 * i / rate);
      assertEquals(expected, samples[i * channels], 200 + oneSample, "sample " + i);
    }
  }

  @Test
  void aCodecThatChangesInTheMiddleLeavesTheFileInOneFormat() throws Exception {
    Path path = folder.resolve("call.wav");
    try (WavRecorder recorder = WavRecorder.to(path)) {
      for (int i = 0; i < 50; i++) {
        recorder.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[FRAME]));
      }
      for (int i = 0; i < 50; i++) {
        recorder.accept(AudioFrame.of(AudioFormat.mono(8_000), new short[160]));
      }
      recorder.close();
      recorder.finished().get(5, TimeUnit.SECONDS);
    }
    WavFile wav = WavFile.read(path);
    assertEquals(48_000, wav.format().sampleRateHz());
    assertEquals(2.0, wav.seconds(), 1e-9);
  }

  @Test
  void silenceCanBePutBetweenWhatIsHeardHoweverMuch() throws Exception {
    Path path = folder.resolve("call.wav");
    try (WavRecorder recorder = WavRecorder.to(path)) {
      recorder.addSilence(48_000); // behind nothing yet
      AudioFrame loud = AudioFrame.of(AudioFormat.MONO_48K, new short[FRAME]);
      java.util.Arrays.fill(loud.samples(), (short) 7);
      recorder.accept(loud);
      recorder.addSilence(60 * 48_000);
      recorder.accept(loud);
      recorder.addSilence(480);
      recorder.close();
      recorder.finished().get(5, TimeUnit.SECONDS);
      assertEquals(0, recorder.droppedSamples());
    }
    short[] samples = WavFile.read(path).samples();
    assertEquals(2 * FRAME + 60 * 48_000 + 480, samples.length);
    assertEquals(7, samples[FRAME - 1]);
    assertEquals(0, samples[FRAME]);
    assertEquals(0, samples[FRAME + 60 * 48_000 - 1]);
    assertEquals(7, samples[FRAME + 60 * 48_000]);
    assertEquals(0, samples[samples.length - 1]);
  }

  @Test
  void aLeadIsSilenceBeforeTheFirstFrame() throws Exception {
    Path path = folder.resolve("call.wav");
    WavRecorder recorder = WavRecorder.to(path, Duration.ofMillis(250));
    recorder.accept(AudioFrame.of(AudioFormat.mono(8_000), new short[] {1, 2, 3}));
    recorder.close();
    recorder.finished().get(5, TimeUnit.SECONDS);
    short[] expected = new short[2_003];
    expected[2_000] = 1;
    expected[2_001] = 2;
    expected[2_002] = 3;
    assertArrayEquals(expected, WavFile.read(path).samples());
  }

  @Test
  void whatTheDiskCannotTakeIsCountedAndStandsThereAsSilence() throws Exception {
    WavRecorder recorder =
        new WavRecorder(
            folder.resolve("call.wav"), RecordingFormat.WAV, Duration.ofSeconds(1), Duration.ZERO);
    recorder.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[40_000]));
    recorder.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[48_001]));
    assertEquals(48_001, recorder.droppedSamples());
    recorder.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[] {7}));
    recorder.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[100_000]));
    assertEquals(148_001, recorder.droppedSamples());
    recorder.close();
    recorder.finished().get(5, TimeUnit.SECONDS);
    short[] written = WavFile.read(recorder.file()).samples();
    assertEquals(40_000 + 48_001 + 1 + 100_000, written.length);
    assertEquals(7, written[40_000 + 48_001]);
  }

  @ParameterizedTest
  @CsvSource({"WAV", "OPUS"})
  void aFileThatCannotBeMadeIsSaidAndTheRestIgnored(Container container) throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    RecordingFormat format = new RecordingFormat(container, null, null, 16);
    Recorder recorder = Recorder.to(notAFolder.resolve("x"), format, Recorder.DEFAULT_BUFFER);
    if (recorder instanceof WavRecorder wav) {
      wav.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[FRAME]));
    } else if (recorder instanceof OpusRecorder opus) {
      opus.begin("opus", 48_000);
      opus.packet(new byte[] {(byte) 0xf8, (byte) 0xff, (byte) 0xfe}, 3, FRAME);
    }
    recorder.close();
    recorder.finished().get(5, TimeUnit.SECONDS);
    assertEquals(Recorder.State.FAILED, recorder.state());
    assertTrue(String.valueOf(recorder.error()).contains("a file stands"), recorder.error());
  }

  @Test
  void aCallInAnotherCodecIsNotRecordedAsOpus() throws Exception {
    Recorder recorder =
        Recorder.to(folder.resolve("call.opus"), RecordingFormat.OPUS, Recorder.DEFAULT_BUFFER);
    OpusRecorder opus = (OpusRecorder) recorder;
    opus.begin("PCMU", 8_000);
    opus.packet(new byte[160], 160, 160);
    opus.close();
    opus.finished().get(5, TimeUnit.SECONDS);
    assertEquals(Recorder.State.FAILED, opus.state());
    assertTrue(String.valueOf(opus.error()).contains("PCMU"), opus.error());
    assertFalse(Files.exists(opus.file()));
  }

  @ParameterizedTest
  @CsvSource({
    "WAV, 7999, , 16, rate is from 8000",
    "WAV, 192001, , 16, rate is from 8000",
    "WAV, , 3, 16, channels is 1 or 2",
    "WAV, , , 12, 'bits is 8, 16 or 24'",
    "OPUS, 48000, , 16, for WAV",
  })
  void refusesWhatCannotBe(
      Container container, Integer rate, Integer channels, int bits, String reason) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RecordingFormat(container, rate, channels, bits));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }
}
