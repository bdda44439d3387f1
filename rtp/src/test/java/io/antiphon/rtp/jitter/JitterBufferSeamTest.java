package io.antiphon.rtp.jitter;

import static io.antiphon.rtp.PacketFixture.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where what is played does not continue what was played, that is said: here with a star. */
class JitterBufferSeamTest {
  private static final int FRAME = 960;

  private final JitterBuffer buffer =
      new JitterBuffer(JitterConfig.of(48_000), DelayEstimator.fixed(60 * 48));

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private void insert(long atMillis, int number) {
    insert(atMillis, number, number);
  }

  private void insert(long atMillis, int number, int slot) {
    buffer.insert(millis(atMillis), packet(number, slot * FRAME), FRAME);
  }

  /** All that is decided for so many steps of 20 ms. */
  private List<String> next(long atMillis, int times) {
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      buffer.pull(millis(atMillis + 20L * i), FRAME, 0);
      int held = 0;
      while (held < FRAME) {
        PlayoutDecision decision = buffer.next(held);
        decisions.add((decision.isSplice() ? "*" : "") + decision);
        held += decision.kind() == PlayoutDecision.Kind.WAIT ? FRAME : decision.ticks();
      }
    }
    return decisions;
  }

  /** Packets on their 20 ms, the last excluded, played 60 ms behind each. */
  private void stream(int from, int to) {
    for (int i = from; i < to; i++) {
      insert(20L * i, i);
      next(20L * i, 1);
    }
  }

  @Test
  void theBeginningIsOneAndNoPacketBehindAnother() {
    insert(0, 0);
    insert(20, 1);
    assertEquals(List.of("WAIT 0", "WAIT 0", "*PLAY 960 of 0", "PLAY 960 of 1"), next(20, 4));
  }

  @Test
  void aLossThatIsConcealedAsLongAsItLastedIsNone() {
    insert(0, 0);
    insert(40, 2);
    assertEquals(List.of("*PLAY 960 of 0", "CONCEAL 960", "PLAY 960 of 2"), next(60, 3));
  }

  @Test
  void aSilenceOfTheSourceIsOneAtItsEnd() {
    stream(0, 10);
    insert(240, 10, 12);
    assertEquals(List.of("PLAY 960 of 7", "PLAY 960 of 8", "PLAY 960 of 9"), next(200, 3));
    assertEquals(List.of("SILENCE 960", "SILENCE 960", "*PLAY 960 of 10"), next(260, 3));
  }

  @Test
  void aLossThatIsTooLongToBeConcealedIsOneAtItsEnd() {
    stream(0, 10);
    insert(400, 20);
    assertEquals("PLAY 960 of 7", next(200, 3).get(0));
    List<String> decisions = next(260, 11);
    assertEquals("CONCEAL 960", decisions.get(5), "the sixth");
    assertEquals("SILENCE 960", decisions.get(6));
    assertEquals("*PLAY 960 of 20", decisions.get(10));
  }

  @Test
  void whatWasOnlyLateIsOneBehindWhatStoodForIt() {
    stream(0, 10);
    next(200, 3);
    assertEquals(List.of("CONCEAL 480", "CONCEAL 480"), next(260, 1));
    insert(270, 10);
    assertEquals(List.of("*PLAY 960 of 10"), next(280, 1));
  }

  @Test
  void aSilenceThatIsLeftOutToCatchUpIsOne() {
    stream(0, 50);
    next(1000, 10);
    for (int i = 50; i < 60; i++) {
      insert(1200, i);
    }
    next(1200, 10); // far behind, but whole
    insert(1400, 60, 63);
    assertEquals(List.of("*PLAY 960 of 60"), next(1400, 1));
  }

  @Test
  void whatIsSkippedBeyondTheMaximumIsOne() {
    stream(0, 50);
    for (int i = 50; i < 85; i++) {
      insert(1700, i);
    }
    String first = next(1700, 1).get(0);
    assertEquals("*PLAY 960 of 8", first.substring(0, 14), first);
  }

  @Test
  void eachLossIsConcealedAnewHoweverManyThereWere() {
    stream(0, 10);
    List<String> decisions = new ArrayList<>(next(200, 3));
    for (int i = 12; i < 90; i += 3) { // two of three are lost
      insert(20L * i, i);
      decisions.addAll(next(20L * i + 20, 3));
    }
    assertEquals(List.of(), decisions.stream().filter(d -> d.contains("SILENCE")).toList());
    assertEquals(26, buffer.statistics().concealmentEvents());
  }

  @Test
  void whatIsDrawnOutForASeamMayBeLeftOutAgainAtOnce() {
    stream(0, 30);
    insert(600, 30);
    buffer.pull(millis(600), 480, 0);
    buffer.next(0);
    buffer.onDrawnOut(384);
    buffer.pull(millis(610), 480, 480 + 384);
    assertEquals(384, buffer.stretchTicks(480 + 384));
    buffer.onStretched(384); // what was asked for, by contrast, is left alone for a while
    assertEquals(0, buffer.stretchTicks(480 + 384));
  }

  @Test
  void noEstimatorGetsMoreThanTheMaximum() {
    JitterConfig config =
        JitterConfig.of(48_000)
            .withDelays(Duration.ZERO, Duration.ofMillis(40), Duration.ofMillis(200));
    JitterBuffer bounded = new JitterBuffer(config, DelayEstimator.fixed(300 * 48));
    assertEquals(200 * 48, bounded.targetTicks());
    bounded.setDelayHint(400 * 48);
    assertEquals(200 * 48, bounded.targetTicks());
  }
}
