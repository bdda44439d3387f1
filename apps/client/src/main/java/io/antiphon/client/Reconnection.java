package io.antiphon.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What to do when a call is away, and when: first an ICE restart with the peer that the server
 * knows (RFC 8445 §9), then, if it knows none or that comes to nothing, a new call.
 *
 * <p>The first attempt is made within half a second, each further one after twice as long as the
 * one before, up to five seconds, a quarter more or less so that the clients of a server that comes
 * back do not all call at once. Sans-IO; for one thread.
 */
final class Reconnection {
  /** What is to be done now. */
  enum Step {
    WAIT,
    RESTART_ICE,
    REDIAL,
    GIVE_UP
  }

  /** What an attempt that the server has answered may take to bring audio. */
  static final Duration SETTLE = Duration.ofSeconds(20);

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long limitNanos;
  private final RandomGenerator random;
  private boolean away;
  private boolean known;
  private boolean underWay;
  private boolean answered;
  private long sinceNanos;
  private long dueNanos;
  private long backOffNanos;
  private int attempts;

  /**
   * A policy for one call.
   *
   * @param limit how long to try each time; zero never to try
   */
  Reconnection(Duration limit, RandomGenerator random) {
    limitNanos = limit.toNanos();
    this.random = random;
  }

  /** Audio flows. */
  void onConnected() {
    away = false;
  }

  /** The other side is not heard; the server may know us still. */
  void onDisconnected(long nowNanos) {
    if (!away) {
      begin(nowNanos);
      known = true;
    }
  }

  /** The connection is over: only a new one can help. */
  void onLost(long nowNanos) {
    if (!away) {
      begin(nowNanos);
    } else if (known || answered) {
      later(nowNanos);
    }
    known = false;
  }

  private void begin(long nowNanos) {
    away = true;
    underWay = false;
    answered = false;
    attempts = 0;
    backOffNanos = FIRST_NANOS;
    sinceNanos = nowNanos;
    dueNanos = nowNanos + random.nextLong(FIRST_NANOS);
  }

  /** The server has answered the attempt; audio should flow soon. */
  void onAnswered(long nowNanos) {
    answered = true;
    dueNanos = nowNanos + SETTLE.toNanos();
  }

  /** The server knows no such peer: there is no need to wait before calling anew. */
  void onUnknown(long nowNanos) {
    known = false;
    underWay = false;
    dueNanos = nowNanos;
  }

  /** The attempt has failed, perhaps because the server cannot be reached. */
  void onAttemptFailed(long nowNanos) {
    later(nowNanos);
  }

  private void later(long nowNanos) {
    underWay = false;
    answered = false;
    dueNanos = nowNanos + (long) (backOffNanos * (0.75 + random.nextDouble() / 2));
    backOffNanos = Math.min(2 * backOffNanos, LONGEST_NANOS);
  }

  /** What to do now; a step other than {@code WAIT} has begun, and its outcome is to be told. */
  Step poll(long nowNanos) {
    if (!away) {
      return Step.WAIT;
    }
    if (nowNanos - sinceNanos >= limitNanos) {
      return Step.GIVE_UP;
    }
    if (nowNanos - dueNanos < 0 || (underWay && !answered)) {
      return Step.WAIT;
    }
    if (answered) {
      known = false; // it was answered, and no audio came of it
      answered = false;
    }
    underWay = true;
    attempts++;
    return known ? Step.RESTART_ICE : Step.REDIAL;
  }

  /** Whether the call is away. */
  boolean isAway() {
    return away;
  }

  /** For how long. */
  Duration awayFor(long nowNanos) {
    return Duration.ofNanos(away ? nowNanos - sinceNanos : 0);
  }

  /** Attempts since it went away. */
  int attempts() {
    return attempts;
  }
}
