package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CallRecordingTest {
  private final Clock clock =
      Clock.fixed(Instant.parse("2026-11-20T23:59:58.007Z"), ZoneOffset.ofHours(5));

  @Test
  void isNamedAfterThePeerAndUtc() {
    assertEquals("3f-A9_20261120T235958.007Z.wav", CallRecording.fileName("3f-A9", clock));
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
}
