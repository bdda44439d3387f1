package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpEvent;
import io.antiphon.rtp.stream.RtpReceiver;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallLimitsTest {
  private static final long SECOND = 1_000_000_000;

  private final CallLimits limits = new CallLimits(Duration.ofSeconds(60));

  @Test
  void aCallLastsItsMaximumTimeFromItsFirstConnectionOn() {
    assertNull(limits.reached(100 * SECOND, ConnectionState.CONNECTING));
    limits.onConnected(100 * SECOND);
    limits.onConnected(130 * SECOND);
    assertNull(limits.reached(160 * SECOND - 1, ConnectionState.CONNECTED));
    assertEquals(
        "the call has lasted its maximum time, 60 s",
        limits.reached(160 * SECOND, ConnectionState.CONNECTED));
  }

  @Test
  void anotherMaximumTimeCountsAtOnceFromTheFirstConnectionOn() {
    limits.onConnected(100 * SECOND);
    limits.setMaxCallTime(Duration.ofSeconds(30));
    assertNull(limits.reached(130 * SECOND - 1, ConnectionState.CONNECTED));
    assertEquals(
        "the call has lasted its maximum time, 30 s",
        limits.reached(130 * SECOND, ConnectionState.CONNECTED));
    limits.setMaxCallTime(Duration.ZERO);
    assertNull(limits.reached(1_000 * SECOND, ConnectionState.CONNECTED));
  }

  @Test
  void withoutALimitItGoesOn() {
    CallLimits none = new CallLimits(Duration.ZERO);
    none.onConnected(0);
    assertNull(none.reached(1_000_000 * SECOND, ConnectionState.CONNECTED));
  }

  @Test
  void aGoodbyeEndsItOnlyTogetherWithSilence() {
    RtpReceiver source = new RtpReceiver(new Ssrc(1), 48_000);
    limits.on(new RtpEvent.SourceJoined(source));
    assertNull(limits.reached(0, ConnectionState.DISCONNECTED));
    limits.on(new RtpEvent.SourceLeft(source, null));
    assertNull(limits.reached(0, ConnectionState.CONNECTED));
    assertNotNull(limits.reached(0, ConnectionState.DISCONNECTED));
  }
}
