package io.antiphon.peer;

import java.time.Duration;

/**
 * How pushed audio is buffered.
 *
 * @param highWater how much may wait before whoever pushes is asked to, 20 ms to 60 s
 * @param lowWater what is left when they may go on, at most {@code highWater}
 * @param prebuffer how much of an utterance must be there before it begins, and before it goes on
 *     after an underrun, 0 to 1 s; what is shorter begins when it has ended, and nothing waits
 *     longer than four times this for more to come
 * @param patience after so long an underrun the utterance counts as ended, 100 ms to 60 s
 */
public record PushConfig(
    Duration highWater, Duration lowWater, Duration prebuffer, Duration patience) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public PushConfig {
    check("high-water mark", highWater, 20, 60_000);
    check("low-water mark", lowWater, 0, highWater.toMillis());
    check("prebuffer", prebuffer, 0, 1_000);
    check("patience", patience, 100, 60_000);
  }

  private static void check(String what, Duration value, long min, long max) {
    if (value.toMillis() < min || value.toMillis() > max) {
      throw new IllegalArgumentException(
          what + " is from " + min + " to " + max + " ms, not " + value.toMillis());
    }
  }

  /** 3 s, half of that, 60 ms, 5 s. */
  public static PushConfig defaults() {
    return new PushConfig(
        Duration.ofSeconds(3),
        Duration.ofMillis(1_500),
        Duration.ofMillis(60),
        Duration.ofSeconds(5));
  }

  /** The defaults with that peer's {@link AudioConfig#pushBuffer}. */
  public static PushConfig of(AudioConfig audio) {
    return defaults().withHighWater(audio.pushBuffer());
  }

  /** This with another high-water mark, and half of it as the low one. */
  public PushConfig withHighWater(Duration value) {
    return new PushConfig(value, value.dividedBy(2), prebuffer, patience);
  }

  /** This with another low-water mark. */
  public PushConfig withLowWater(Duration value) {
    return new PushConfig(highWater, value, prebuffer, patience);
  }

  /** This with another prebuffer. */
  public PushConfig withPrebuffer(Duration value) {
    return new PushConfig(highWater, lowWater, value, patience);
  }

  /** This with another patience. */
  public PushConfig withPatience(Duration value) {
    return new PushConfig(highWater, lowWater, prebuffer, value);
  }
}
