package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.client.Reconnection.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectionTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Reconnection reconnection = new Reconnection(Duration.ofMinutes(2), new Random(7));
  private long nowNanos = 5;

  /** Lets time pass until something is to be done, a minute at most. */
  private Step next() {
    for (int i = 0; i < 60_000; i++) {
      Step step = reconnection.poll(nowNanos);
      if (step != Step.WAIT) {
        return step;
      }
      nowNanos += MILLI;
    }
    return Step.WAIT;
  }

  @Test
  void doesNothingWhileAllIsWell() {
    assertEquals(Step.WAIT, next());
    assertFalse(reconnection.isAway());
  }

  @Test
  void restartsIceWithinHalfASecond() {
    reconnection.onDisconnected(nowNanos);
    long since = nowNanos;
    assertEquals(Step.RESTART_ICE, next());
    assertTrue(nowNanos - since <= 500 * MILLI);
    assertEquals(1, reconnection.attempts());
  }

  @Test
  void callsAnewAtOnceWhenTheServerKnowsNothingOfUs() {
    reconnection.onDisconnected(nowNanos);
    next();
    reconnection.onUnknown(nowNanos);
    assertEquals(Step.REDIAL, reconnection.poll(nowNanos));
  }

  @Test
  void callsAnewWhenTheConnectionIsOver() {
    reconnection.onLost(nowNanos);
    assertEquals(Step.REDIAL, next());
  }

  @Test
  void goesOnRestartingWhileTheServerCannotBeReached() {
    reconnection.onDisconnected(nowNanos);
    for (int i = 0; i < 5; i++) {
      assertEquals(Step.RESTART_ICE, next());
      reconnection.onAttemptFailed(nowNanos);
    }
  }

  @Test
  void waitsLongerEachTimeButNeverLongerThanSixSeconds() {
    reconnection.onLost(nowNanos);
    next();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      reconnection.onAttemptFailed(nowNanos);
      long before = nowNanos;
      assertEquals(Step.REDIAL, next());
      waits.add((nowNanos - before) / MILLI);
    }
    assertTrue(waits.get(0) < 700, waits.toString());
    assertTrue(waits.get(3) > 2_500, waits.toString());
    assertTrue(waits.stream().allMatch(wait -> wait <= 6_251), waits.toString());
  }

  @Test
  void noTwoClientsKeepStep() {
    assertNotEquals(firstAttemptNanos(1), firstAttemptNanos(2));
  }

  private static long firstAttemptNanos(long seed) {
    Reconnection client = new Reconnection(Duration.ofMinutes(2), new Random(seed));
    client.onLost(0);
    long nanos = 0;
    while (client.poll(nanos) == Step.WAIT) {
      nanos += 1_000;
    }
    return nanos;
  }

  @Test
  void aRestartThatBringsNothingIsFollowedByANewCall() {
    reconnection.onDisconnected(nowNanos);
    assertEquals(Step.RESTART_ICE, next());
    reconnection.onAnswered(nowNanos);
    long answered = nowNanos;
    assertEquals(Step.REDIAL, next());
    assertEquals(Reconnection.SETTLE.toMillis(), (nowNanos - answered) / MILLI);
  }

  @Test
  void waitsForTheOutcomeOfAnAttempt() {
    reconnection.onLost(nowNanos);
    next();
    assertEquals(Step.WAIT, next());
  }

  @Test
  void aNewConnectionThatFailsIsNotTheEnd() {
    reconnection.onLost(nowNanos);
    next();
    reconnection.onAnswered(nowNanos);
    reconnection.onLost(nowNanos);
    long failed = nowNanos;
    assertEquals(Step.REDIAL, next());
    assertTrue(nowNanos - failed < 1_000 * MILLI);
  }

  @Test
  void startsAfreshOnceItIsConnected() {
    reconnection.onLost(nowNanos);
    next();
    reconnection.onConnected();
    assertEquals(Step.WAIT, next());
    reconnection.onDisconnected(nowNanos);
    assertEquals(Step.RESTART_ICE, next());
  }

  @Test
  void givesUpAfterItsTime() {
    reconnection.onLost(nowNanos);
    long since = nowNanos;
    Step step = next();
    while (step != Step.GIVE_UP) {
      reconnection.onAttemptFailed(nowNanos);
      step = next();
    }
    assertTrue(Math.abs(nowNanos - since - 120_000 * MILLI) <= MILLI);
  }

  /**
   * A minute without a network, in which requests fail after so long. The server has let us go
   * after half of it; whether we have noticed that or are told by its 404, there is one new call.
   */
  @ParameterizedTest
  @CsvSource({"0, true", "10, true", "3000, true", "10000, true", "0, false", "10000, false"})
  void aMinuteWithoutANetworkEndsInOneNewCallSoonAfterwards(int failsAfter, boolean noticed) {
    for (int seed = 0; seed < 50; seed++) {
      Reconnection client = new Reconnection(Duration.ofMinutes(2), new Random(seed));
      client.onDisconnected(0);
      List<Step> steps = new ArrayList<>();
      int failsAt = -1;
      int now = 0;
      while (client.isAway()) {
        long nanos = now * MILLI;
        if (noticed && now == 27_000) {
          client.onLost(nanos);
        }
        if (now == failsAt) {
          client.onAttemptFailed(nanos);
        }
        Step step = client.poll(nanos);
        if (step != Step.WAIT) {
          steps.add(step);
          failsAt = now + 1 + failsAfter;
        }
        if (now >= 60_000 && step == Step.RESTART_ICE) {
          failsAt = -1;
          client.onUnknown(nanos);
        } else if (now >= 60_000 && step == Step.REDIAL) {
          client.onAnswered(nanos);
          client.onConnected();
        }
        now++;
        assertTrue(now < 90_000, "still away, seed " + seed);
      }
      assertTrue(now <= 60_000 + failsAfter + 6_252, "back after " + now + " ms, seed " + seed);
      assertEquals(Step.RESTART_ICE, steps.get(0));
      assertEquals(Step.REDIAL, steps.get(steps.size() - 1));
      assertTrue(steps.size() <= 21, steps.size() + " attempts");
    }
  }

  @Test
  void aLimitOfZeroMeansNoAttemptAtAll() {
    Reconnection none = new Reconnection(Duration.ZERO, new Random(7));
    none.onLost(0);
    assertEquals(Step.GIVE_UP, none.poll(0));
  }
}
