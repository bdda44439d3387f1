package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The delay that a listener may ask for, under both of its names. */
class DelayHintTest {
  private final RemoteTrack track = new RemoteTrack();

  @Test
  void bothNamesMeanTheSameDelay() {
    assertEquals(Duration.ZERO, track.jitterBufferTarget());
    track.setJitterBufferTarget(Duration.ofMillis(150));
    assertEquals(150 * 48, track.jitterBufferTarget(48_000));
    track.setPlayoutDelayHint(0.25);
    assertEquals(Duration.ofMillis(250), track.jitterBufferTarget());
    assertEquals(250 * 8, track.jitterBufferTarget(8_000));
    track.setPlayoutDelayHint(0);
    assertEquals(Duration.ZERO, track.jitterBufferTarget());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 4.001, Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoDelayIsRefusedAndNothingChanges(double seconds) {
    track.setPlayoutDelayHint(4);
    assertThrows(IllegalArgumentException.class, () -> track.setPlayoutDelayHint(seconds));
    assertEquals(Duration.ofSeconds(4), track.jitterBufferTarget());
  }
}
