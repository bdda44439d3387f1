package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRecordingTest {
  private final Clock clock =
      Clock.fixed(Instant.parse("2026-11-20T23:59:58.007Z"), ZoneOffset.ofHours(5));

  @Test
  void isNamedAfterThePeerAndUtc() {
    assertEquals("3f-A9_20261120T235958.007Z.wav", CallRecording.fileName("3f-A9", clock));
  }

  @Test
  void aWhipSessionIsNamedByTheEndOfItsUrl() {
    assertEquals(
        "3f-A9_20261120T235958.007Z.wav",
        CallRecording.fileName("http://127.0.0.1:8910/whip/3f-A9", clock));
  }

  @Test
  void noIdLeadsOutOfTheFolder() {
    assertEquals(
        "------etc-passwd_20261120T235958.007Z.wav",
        CallRecording.fileName("../../etc/passwd", clock));
    assertEquals(
        "a".repeat(64) + "_20261120T235958.007Z.wav",
        CallRecording.fileName("a".repeat(1_000), clock));
  }

  @Test
  void oneFileHoldsSeveralConnectionsAndTheTimeBetween(@TempDir Path folder) throws Exception {
    AtomicLong nowNanos = new AtomicLong(5);
    Path file = folder.resolve("call.wav");
    CallRecording recording = new CallRecording(WavRecorder.to(file), nowNanos::get);
    hear(recording, nowNanos, 50, 1_000);
    recording.end();
    nowNanos.addAndGet(60_000_000_000L);
    hear(recording, nowNanos, 50, 2_000);
    recording.end();
    assertEquals("Recorded to " + file + ".", recording.finish().sentence());
    WavFile heard = WavFile.read(file);
    assertEquals(62, heard.seconds(), 0.001);
    assertEquals(1_000, heard.samples()[47_999]);
    assertEquals(0, heard.samples()[48_000]);
    assertEquals(0, heard.samples()[61 * 48_000 - 1]);
    assertEquals(2_000, heard.samples()[61 * 48_000]);
  }

  @Test
  void aBurstAfterwardsIsNotPadded(@TempDir Path folder) throws Exception {
    AtomicLong nowNanos = new AtomicLong();
    Path file = folder.resolve("call.wav");
    CallRecording recording = new CallRecording(WavRecorder.to(file), nowNanos::get);
    AudioFrame frame = AudioFrame.of(AudioFormat.MONO_48K, new short[960]);
    for (int i = 0; i < 100; i++) {
      recording.accept(frame); // no time passes
    }
    recording.end();
    recording.accept(frame);
    recording.finish();
    assertEquals(2.02, WavFile.read(file).seconds(), 0.001);
  }

  private static void hear(CallRecording recording, AtomicLong nowNanos, int frames, int value) {
    short[] samples = new short[960];
    Arrays.fill(samples, (short) value);
    for (int i = 0; i < frames; i++) {
      recording.accept(AudioFrame.of(AudioFormat.MONO_48K, samples));
      nowNanos.addAndGet(20_000_000);
    }
  }
}
