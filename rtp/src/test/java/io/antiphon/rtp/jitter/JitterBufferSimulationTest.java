package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.simulation.NetworkConditions;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class JitterBufferSimulationTest {
  private static final int MINUTE = 60 * 50;
  private static final int HOUR = 60 * MINUTE;

  /** Plays 10 ms in each tick, as a sound card would: what is handed out above that is kept. */
  private static final class Speaker implements SimulatedCall.Ear {
    final JitterBuffer buffer = new JitterBuffer(JitterConfig.of(SimulatedCall.RATE));
    final BitSet played = new BitSet();
    long lastPlayed = -1;
    long worstDelayTicks;
    private int held;

    @Override
    public void hear(long nowNanos, RtpPacket packet) {
      buffer.insert(nowNanos, packet, SimulatedCall.FRAME);
    }

    @Override
    public void tick(long nowNanos) {
      buffer.pull(nowNanos, SimulatedCall.FRAME / 2, held);
      fill();
      int stretched = Math.max(-held, -buffer.stretchTicks(held));
      held += stretched;
      buffer.onStretched(stretched);
      fill();
      held -= SimulatedCall.FRAME / 2;
    }

    private void fill() {
      while (held < SimulatedCall.FRAME / 2) {
        PlayoutDecision next = buffer.next(held);
        if (next.kind() == PlayoutDecision.Kind.PLAY) {
          play((int) SimulatedCall.content(next.payload(), 0));
          worstDelayTicks = Math.max(worstDelayTicks, buffer.delayTicks());
        }
        boolean waits = next.kind() == PlayoutDecision.Kind.WAIT;
        held = waits ? SimulatedCall.FRAME / 2 : held + next.ticks();
      }
    }

    private void play(int slot) {
      assertTrue(slot > lastPlayed, () -> slot + " played after " + lastPlayed);
      lastPlayed = slot;
      played.set(slot);
    }

    double meanDelayMillis() {
      JitterStatistics statistics = buffer.statistics();
      return statistics.jitterBufferDelay() / statistics.jitterBufferEmittedCount() * 1000;
    }

    double missing(SimulatedCall call) {
      int sent = call.arrived.length();
      return 1 - (double) played.cardinality() / sent;
    }
  }

  @Test
  void aCleanHourIsPlayedWholeWithLittleDelay() {
    Speaker speaker = new Speaker();
    SimulatedCall call = new SimulatedCall(1, NetworkConditions.CLEAN, speaker);
    call.talk(HOUR);
    assertTrue(call.arrived.cardinality() - speaker.played.cardinality() <= 4);
    assertEquals(0, speaker.buffer.statistics().packetsDiscarded());
    assertEquals(0, speaker.buffer.statistics().concealedSamples());
    assertTrue(speaker.meanDelayMillis() < 80, () -> speaker.meanDelayMillis() + " ms");
  }

  private static void assertBetween(long low, long high, long actual, String what) {
    assertTrue(actual >= low && actual <= high, () -> what + " " + actual);
  }

  private static void assertBetween(double low, double high, double actual, String what) {
    assertTrue(actual >= low && actual <= high, () -> what + " " + actual);
  }

  /**
   * How far the worst tick trails the fastest packets: the maximum, and a slot for its coarseness.
   */
  private static void assertDelayIsBounded(Speaker speaker) {
    assertBetween(0, 560 * 48, speaker.worstDelayTicks, "worst delay in ticks");
  }

  @Test
  void jitterIsAbsorbedWhereOrderIsKept() {
    Speaker speaker = new Speaker();
    NetworkConditions rough =
        NetworkConditions.CLEAN.withJitter(Duration.ofMillis(30), true).withDuplication(0.05);
    SimulatedCall call = new SimulatedCall(2, rough, speaker);
    call.talk(HOUR);
    assertBetween(0, 0.02, speaker.missing(call), "share not played");
    assertBetween(60, 180, speaker.meanDelayMillis(), "mean delay in ms");
    assertBetween(8000, 10_000, speaker.buffer.statistics().packetsDuplicated(), "duplicates");
    assertDelayIsBounded(speaker);
  }

  @Test
  void jitterIsAbsorbedWhereOrderIsNotKept() {
    Speaker speaker = new Speaker();
    NetworkConditions rough = NetworkConditions.CLEAN.withJitter(Duration.ofMillis(30), false);
    SimulatedCall call = new SimulatedCall(2, rough, speaker);
    call.talk(HOUR);
    assertBetween(0, 0.04, speaker.missing(call), "share not played");
    assertBetween(60, 150, speaker.meanDelayMillis(), "mean delay in ms");
    assertDelayIsBounded(speaker);
  }

  @Test
  void lossesAreConcealedOnceAndCostNoDelay() {
    Speaker speaker = new Speaker();
    NetworkConditions lossy = NetworkConditions.CLEAN.withLoss(0.1, 3.5);
    SimulatedCall call = new SimulatedCall(3, lossy, speaker);
    call.talk(HOUR);
    JitterStatistics statistics = speaker.buffer.statistics();
    assertEquals(0, statistics.packetsDiscarded());
    assertBetween(0, 4800, statistics.removedSamplesForAcceleration(), "left out to begin with");
    assertBetween(0.08, 0.12, speaker.missing(call), "share not played");
    double lostTicks = (double) call.network.lost() * SimulatedCall.FRAME;
    assertBetween(0.99, 1.01, statistics.concealedSamples() / lostTicks, "concealed per lost");
    assertBetween(0, 80, speaker.meanDelayMillis(), "mean delay in ms");
  }

  @Test
  void stallsAreFollowedByAReturnToTheTarget() {
    Speaker speaker = new Speaker();
    NetworkConditions stalling =
        NetworkConditions.CLEAN.withStalls(Duration.ofSeconds(4), Duration.ofMillis(200));
    SimulatedCall call = new SimulatedCall(4, stalling, speaker);
    call.talk(HOUR);
    assertBetween(0, 0.04, speaker.missing(call), "share not played");
    assertBetween(40, 180, speaker.meanDelayMillis(), "mean delay in ms");
    assertDelayIsBounded(speaker);
  }

  @Test
  void aStallBeyondTheMaximumIsSkippedNotPlayedFast() {
    Speaker speaker = new Speaker();
    NetworkConditions stalling =
        NetworkConditions.CLEAN.withStalls(Duration.ofSeconds(60), Duration.ofSeconds(5));
    SimulatedCall call = new SimulatedCall(4, stalling, speaker);
    call.talk(HOUR);
    assertBetween(0.07, 0.1, speaker.missing(call), "share not played");
    assertBetween(55, 65, speaker.buffer.statistics().restarts(), "restarts");
    assertDelayIsBounded(speaker);
    assertBetween(0, 120 * 48, speaker.buffer.delayTicks(), "delay in the end");
  }

  @Test
  void aStormPasses() {
    Speaker speaker = new Speaker();
    SimulatedCall call = new SimulatedCall(5, NetworkConditions.CLEAN, speaker);
    call.talk(MINUTE);
    call.network.setConditions(
        NetworkConditions.CLEAN.withJitter(Duration.ofMillis(150), false).withLoss(0.1, 1));
    call.talk(500);
    assertBetween(150 * 48, 500 * 48, speaker.buffer.targetTicks(), "target in the storm");
    call.network.setConditions(NetworkConditions.CLEAN);
    call.talk(20 * 50);
    assertBetween(0, 80 * 48, speaker.buffer.delayTicks(), "delay 20 s later");
    assertDelayIsBounded(speaker);
  }

  @Test
  void silencesOfTheSourceAreNoLosses() {
    Speaker speaker = new Speaker();
    NetworkConditions rough = NetworkConditions.CLEAN.withJitter(Duration.ofMillis(5), false);
    SimulatedCall call = new SimulatedCall(6, rough, speaker);
    for (int i = 0; i < 1000; i++) {
      call.talk(50);
      call.pause(i % 100);
    }
    call.pause(50);
    assertEquals(1000 * 50, call.arrived.cardinality());
    assertBetween(0, 0.005 * 50_000, 50_000 - speaker.played.cardinality(), "packets not played");
    assertBetween(0, 100, speaker.meanDelayMillis(), "mean delay in ms");
  }
}
