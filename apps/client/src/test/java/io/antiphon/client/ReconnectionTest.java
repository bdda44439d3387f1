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
import org.junit.jupiter.params.provider.ValueSource;

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
   * A minute without a network: the first restart is under way when requests begin to fail, consent
   * ends after 30 s, and the first attempt after the minute is answered.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 3_000, 10_000})
  void aMinuteWithoutANetworkEndsInOneNewCallSoonAfterwards(int requestFailsAfterMillis) {
    for (int seed = 0; seed < 50; seed++) {
      Reconnection client = new Reconnection(Duration.ofMinutes(2), new Random(seed));
      client.onDisconnected(0);
      List<Step> steps = new ArrayList<>();
      long failsAtMillis = -1;
      long answeredMillis = -1;
      for (long millis = 0; answeredMillis < 0; millis++) {
        assertTrue(millis < 90_000, "no answer, seed " + seed);
        if (millis == 27_000) {
          client.onLost(millis * MILLI);
        }
        if (millis == failsAtMillis) {
          client.onAttemptFailed(millis * MILLI);
        }
        Step step = client.poll(millis * MILLI);
        assertNotEquals(Step.GIVE_UP, step);
        if (step != Step.WAIT) {
          steps.add(step);
          failsAtMillis = millis + 1 + requestFailsAfterMillis;
          if (millis >= 60_000) {
            client.onAnswered(millis * MILLI);
            client.onConnected();
            answeredMillis = millis;
          }
        }
      }
      assertTrue(answeredMillis <= 60_000 + requestFailsAfterMillis + 6_251, "seed " + seed);
      assertEquals(Step.RESTART_ICE, steps.get(0));
      assertEquals(Step.REDIAL, steps.get(steps.size() - 1), "the server has let us go");
      assertTrue(steps.size() <= 20, steps.size() + " attempts in a minute");
      assertFalse(client.isAway());
    }
  }

  @Test
  void aLimitOfZeroMeansNoAttemptAtAll() {
    Reconnection none = new Reconnection(Duration.ZERO, new Random(7));
    none.onLost(0);
    assertEquals(Step.GIVE_UP, none.poll(0));
  }
}
