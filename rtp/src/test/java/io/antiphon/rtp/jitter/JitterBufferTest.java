package io.antiphon.rtp.jitter;

import static io.antiphon.rtp.PacketFixture.packet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JitterBufferTest {
  private static final int FRAME = 960;
  private final JitterBuffer buffer =
      new JitterBuffer(JitterConfig.of(48_000), DelayEstimator.fixed(60 * 48));

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private Insertion insert(long atMillis, int sequenceNumber, int timestamp) {
    return buffer.insert(millis(atMillis), packet(sequenceNumber, timestamp), FRAME);
  }

  private Insertion insert(long atMillis, int number) {
    return insert(atMillis, number, number * FRAME);
  }

  /** Inserts packets on their 20 ms, the last excluded, playing one frame 60 ms behind each. */
  private void stream(int from, int to) {
    for (int i = from; i < to; i++) {
      insert(20L * i, i);
      next(20L * i);
    }
  }

  private String next(long atMillis) {
    return next(buffer, atMillis);
  }

  /** The decision for the next 20 ms, or the first of several that fill them. */
  private static String next(JitterBuffer buffer, long atMillis) {
    buffer.pull(millis(atMillis), FRAME, 0);
    PlayoutDecision decision = buffer.next(0);
    String first = decision.toString();
    for (int held = decision.ticks(); held > 0 && held < FRAME; held += decision.ticks()) {
      decision = buffer.next(held);
    }
    return first;
  }

  private List<String> next(long atMillis, int times) {
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      decisions.add(next(atMillis + 20L * i));
    }
    return decisions;
  }

  @Test
  void waitsForTheTargetDelay() {
    assertEquals("WAIT 0", next(0));
    insert(0, 1);
    assertEquals(List.of("WAIT 0", "WAIT 0", "PLAY 960 of 1"), next(20, 3));
  }

  @Test
  void handsOutThePayloadAndItsNumbers() {
    insert(0, 65_535, -FRAME);
    buffer.pull(millis(60), FRAME, 0);
    PlayoutDecision decision = buffer.next(0);
    byte[] payload = Arrays.copyOf(decision.payload(), decision.payloadLength());
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, -1, -1}, payload);
    assertEquals(65_535, decision.sequenceNumber());
    assertEquals(-FRAME, decision.timestamp());
    assertEquals(111, decision.payloadType());
    PlayoutDecision waiting = new PlayoutDecision().silence(5);
    assertThrows(IllegalStateException.class, waiting::payloadType);
  }

  @Test
  void keepsItsOwnCopyOfThePayload() throws Exception {
    byte[] bytes = packet(1, FRAME).toByteArray();
    buffer.insert(0, new RtpPacket().wrap(bytes, 0, bytes.length), FRAME);
    Arrays.fill(bytes, (byte) 0x55);
    buffer.pull(millis(60), FRAME, 0);
    assertEquals(1, buffer.next(0).payload()[7]);
  }

  @Test
  void putsPacketsInOrderAcrossTheWraps() {
    insert(0, 65_535, -FRAME);
    insert(21, 1, FRAME);
    insert(22, 0, 0);
    assertEquals(List.of("PLAY 960 of 65535", "PLAY 960 of 0", "PLAY 960 of 1"), next(60, 3));
  }

  @Test
  void concealsTheMissingAndDropsItWhenItComesTooLate() {
    insert(0, 0);
    buffer.insert(millis(40), packet(2, 2 * FRAME), FRAME, true);
    assertEquals(List.of("PLAY 960 of 0", "CONCEAL 960 of 2", "PLAY 960 of 2"), next(60, 3));
    assertEquals(Insertion.LATE, insert(101, 1));
    assertEquals(1, buffer.statistics().packetsLate());
    assertEquals(1, buffer.statistics().packetsDiscarded());
    assertEquals(3 * FRAME, buffer.statistics().totalSamplesReceived());
    assertEquals(0, buffer.statistics().concealedSamples(), "it was rebuilt");
  }

  @Test
  void saysNothingOfThePacketBehindIfThatHoldsNoCopy() {
    insert(0, 0);
    insert(40, 2);
    assertEquals(List.of("PLAY 960 of 0", "CONCEAL 960", "PLAY 960 of 2"), next(60, 3));
    assertEquals(FRAME, buffer.statistics().concealedSamples());
    assertEquals(1, buffer.statistics().concealmentEvents());
  }

  @Test
  void dropsCopiesBeforeAndAfterPlaying() {
    insert(0, 0);
    assertEquals(Insertion.DUPLICATE, insert(1, 0));
    next(60);
    assertEquals(Insertion.DUPLICATE, insert(61, 0));
    assertEquals(2, buffer.statistics().packetsDuplicated());
    assertEquals(0, buffer.statistics().packetsDiscarded());
  }

  @Test
  void concealsAnUnderrunForAWhileThenFallsSilentThenStartsAnew() {
    insert(0, 0);
    next(60);
    List<String> decisions = next(80, 60);
    assertEquals(6, decisions.stream().filter("CONCEAL 480"::equals).count());
    assertEquals("CONCEAL 480", decisions.get(5));
    assertEquals("SILENCE 480", decisions.get(6));
    assertEquals("SILENCE 480", decisions.get(49));
    assertEquals("WAIT 0", decisions.get(50), "after one second");
    assertEquals(1, buffer.statistics().restarts());
    insert(3000, 150);
    assertEquals("WAIT 0", next(3040));
    assertEquals("PLAY 960 of 150", next(3060));
  }

  @Test
  void whatAStallHeldBackIsPlayedWholeAndFasterUntilTheDelayIsRight() {
    stream(0, 50);
    // Nothing for 200 ms, then ten packets at once; then all is well again.
    assertEquals(7, next(1000, 10).stream().filter(d -> !d.startsWith("PLAY")).count());
    for (int i = 50; i < 60; i++) {
      assertEquals(Insertion.KEPT, insert(1200, i));
    }
    next(1200);
    assertTrue(buffer.delayTicks() >= 180 * 48, () -> buffer.delayTicks() + " ticks");
    int held = 0;
    for (int i = 61; i < 160; i++) {
      insert(20L * i - 20, i - 1);
      buffer.pull(millis(20L * i), FRAME, held);
      held += held < FRAME ? buffer.next(held).ticks() : 0;
      int wanted = Math.min(buffer.stretchTicks(held), held);
      buffer.onStretched(-Math.max(0, wanted));
      held -= Math.max(0, wanted);
      held += held < FRAME ? buffer.next(held).ticks() : 0;
      held -= FRAME;
    }
    assertTrue(buffer.delayTicks() <= 100 * 48, () -> buffer.delayTicks() + " ticks");
    long removed = buffer.statistics().removedSamplesForAcceleration() / 48;
    assertTrue(removed >= 90 && removed <= 160, () -> removed + " ms left out");
    assertEquals(0, buffer.statistics().packetsDiscarded());
  }

  @Test
  void beyondTheMaximumItSkipsAtOnce() {
    stream(0, 50);
    for (int i = 50; i < 85; i++) {
      insert(1700, i);
    }
    // The player stood still as well, for 700 ms: so position is 760 ms behind.
    next(1700);
    assertTrue(buffer.delayTicks() <= 80 * 48, "" + buffer.delayTicks());
  }

  @Test
  void aGapInTimestampsAloneIsTheSourcesSilence() {
    stream(0, 10);
    insert(20 * 30, 10, 30 * FRAME);
    insert(20 * 31, 11, 31 * FRAME);
    JitterStatistics statistics = buffer.statistics();
    List<String> decisions = next(640, 25);
    assertEquals(2, decisions.stream().filter(d -> d.startsWith("PLAY 960 of 1")).count());
    assertTrue(statistics.silentConcealedSamples() > 0);
  }

  @Test
  void aFullRingDropsItsOldest() {
    for (int i = 0; i < 300; i++) {
      insert(i, i);
    }
    assertEquals(256, buffer.size());
    assertEquals(44, buffer.statistics().packetsDiscarded());
    String first = next(6000);
    assertTrue(first.startsWith("PLAY"), first);
  }

  @Test
  void aSourceWhoseClockStoodStillWhileItPausedIsNotTakenForLate() {
    stream(0, 50);
    next(1000, 80); // runs dry and starts anew
    for (int i = 50; i < 100; i++) {
      insert(60_000 + 20L * (i - 50), i);
      next(60_000 + 20L * (i - 50));
    }
    long delay = buffer.delayTicks();
    assertTrue(delay >= 40 * 48 && delay <= 100 * 48, () -> delay + " ticks");
  }

  @Test
  void aRestartedSourceIsPlayedOn() {
    stream(0, 50);
    for (int i = 0; i < 50; i++) {
      insert(1000 + 20L * i, 40_000 + i, 1_000_000_000 + i * FRAME);
      next(1000 + 20L * i);
    }
    assertEquals(1, buffer.statistics().packetsDiscarded(), "the one on probation");
    assertTrue(buffer.statistics().jitterBufferEmittedCount() >= 95 * FRAME);
  }

  @Test
  void measuresTheDelayOfSamples() {
    insert(0, 0);
    insert(20, 1);
    next(60, 2);
    JitterStatistics statistics = buffer.statistics();
    assertEquals(2 * FRAME, statistics.jitterBufferEmittedCount());
    assertEquals(2 * FRAME * 0.06, statistics.jitterBufferDelay(), 1e-9);
    assertEquals(2 * FRAME * 0.06, statistics.jitterBufferTargetDelay(), 1e-9);
    assertEquals(2 * FRAME, statistics.totalSamplesReceived());
  }

  @Test
  void growsTowardsTheTargetWhereItHasToConcealAnyway() {
    JitterBuffer patient =
        new JitterBuffer(
            JitterConfig.of(48_000),
            new DelayEstimator() {
              private int packets;

              @Override
              public void onPacket(long delayTicks, int durationTicks) {
                packets++;
              }

              @Override
              public int targetTicks() {
                return packets < 3 ? 60 * 48 : 200 * 48;
              }
            });
    patient.insert(0, packet(0, 0), FRAME);
    assertEquals("PLAY 960 of 0", next(patient, 60));
    patient.insert(millis(70), packet(2, 2 * FRAME), FRAME);
    patient.insert(millis(75), packet(3, 3 * FRAME), FRAME);
    assertEquals("CONCEAL 960", next(patient, 80));
    assertEquals(FRAME, patient.statistics().insertedSamplesForDeceleration());
    patient.insert(millis(90), packet(1, FRAME), FRAME);
    assertEquals("PLAY 960 of 1", next(patient, 100));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    JitterConfig config = JitterConfig.of(48_000);
    Duration ten = Duration.ofMillis(10);
    Duration five = Duration.ofMillis(5);
    assertThrows(IllegalArgumentException.class, () -> config.withDelays(ten, five, ten));
    assertThrows(IllegalArgumentException.class, () -> config.withDelays(ten, ten, five));
    assertThrows(IllegalArgumentException.class, () -> JitterConfig.of(0));
    assertThrows(
        IllegalArgumentException.class, () -> config.withMaxConcealment(Duration.ofMillis(-1)));
    assertThrows(IllegalArgumentException.class, () -> buffer.pull(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> buffer.insert(0, packet(1, 1), 0));
    assertThrows(IllegalArgumentException.class, () -> buffer.insert(0, packet(1, 1), 48_001));
  }

  @Test
  void whatIsRebuiltBehindConcealmentIsJoinedAndWhatFollowsGoesOn() {
    stream(0, 10);
    assertEquals(List.of("PLAY 960 of 7"), next(200, 1));
    assertEquals(List.of("PLAY 960 of 8", "PLAY 960 of 9", "CONCEAL 480"), next(220, 3));
    buffer.insert(millis(270), packet(12, 12 * FRAME), FRAME, true);
    buffer.pull(millis(280), FRAME, 0);
    PlayoutDecision rebuilt = buffer.next(0);
    assertEquals("CONCEAL 960 of 12", rebuilt.toString());
    assertTrue(rebuilt.isSplice());
    PlayoutDecision following = buffer.next(FRAME);
    assertEquals("PLAY 960 of 12", following.toString());
    assertTrue(!following.isSplice());
  }
}
