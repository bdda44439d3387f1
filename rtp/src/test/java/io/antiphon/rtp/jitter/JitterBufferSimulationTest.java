package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.simulation.NetworkConditions;
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
    private long kept;

    @Override
    public void hear(long nowNanos, RtpPacket packet) {
      buffer.insert(nowNanos, packet, SimulatedCall.FRAME);
    }

    @Override
    public void tick(long nowNanos) {
      kept -= SimulatedCall.FRAME / 2;
      while (kept < 0) {
        PlayoutDecision next = buffer.next(nowNanos);
        if (next.kind() == PlayoutDecision.Kind.PLAY) {
          play((int) SimulatedCall.content(next.payload(), 0));
        }
        kept = next.kind() == PlayoutDecision.Kind.WAIT ? 0 : kept + next.ticks();
      }
      worstDelayTicks = Math.max(worstDelayTicks, buffer.delayTicks(nowNanos));
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

  private static void report(String what, SimulatedCall call, Speaker speaker) {
    JitterStatistics s = speaker.buffer.statistics();
    System.out.printf(
        "%s: delay %.0f ms, missing %.2f %%, concealed %.2f %%, late %d, dup %d, removed %d,"
            + " inserted %d, restarts %d, target %d ms%n",
        what,
        speaker.meanDelayMillis(),
        100 * speaker.missing(call),
        100.0 * s.concealedSamples() / s.totalSamplesReceived(),
        s.packetsLate(),
        s.packetsDuplicated(),
        s.removedSamplesForAcceleration() / 960,
        s.insertedSamplesForDeceleration() / 960,
        s.restarts(),
        speaker.buffer.targetTicks() / 48);
  }

  @Test
  void jitterIsAbsorbed() {
    for (boolean ordered : new boolean[] {true, false}) {
      Speaker speaker = new Speaker();
      NetworkConditions rough =
          NetworkConditions.CLEAN.withJitter(Duration.ofMillis(30), ordered).withDuplication(0.05);
      SimulatedCall call = new SimulatedCall(2, rough, speaker);
      call.talk(HOUR);
      report("jitter 30 ms, order kept " + ordered, call, speaker);
    }
  }

  @Test
  void lossesAreConcealed() {
    Speaker speaker = new Speaker();
    NetworkConditions lossy = NetworkConditions.CLEAN.withLoss(0.1, 3.5);
    SimulatedCall call = new SimulatedCall(3, lossy, speaker);
    call.talk(HOUR);
    report("10 % loss in bursts", call, speaker);
  }

  @Test
  void stallsAreRidden() {
    Speaker speaker = new Speaker();
    NetworkConditions stalling =
        NetworkConditions.CLEAN.withStalls(Duration.ofSeconds(4), Duration.ofMillis(200));
    SimulatedCall call = new SimulatedCall(4, stalling, speaker);
    call.talk(HOUR);
    report("stalls of 200 ms each 4 s", call, speaker);
  }

  @Test
  void aStormPasses() {
    Speaker speaker = new Speaker();
    SimulatedCall call = new SimulatedCall(5, NetworkConditions.CLEAN, speaker);
    call.talk(MINUTE);
    call.network.setConditions(
        NetworkConditions.CLEAN.withJitter(Duration.ofMillis(150), false).withLoss(0.1, 1));
    call.talk(500);
    report("in storm", call, speaker);
    call.network.setConditions(NetworkConditions.CLEAN);
    for (int i = 0; i < 6; i++) {
      call.talk(250);
      System.out.println(
          (i + 1) * 5 + " s after: " + speaker.buffer.delayTicks(call.nowNanos()) / 48);
    }
    report("after storm", call, speaker);
  }
}
