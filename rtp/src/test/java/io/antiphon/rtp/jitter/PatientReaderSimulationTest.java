package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.simulation.NetworkConditions;
import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatientReaderSimulationTest {
  private static final int HOUR = 3600 * 50;

  /** Writes a file of slots: what was read where. */
  private static final class Tape implements SimulatedCall.Ear {
    final PatientReader reader = new PatientReader(SimulatedCall.RATE);
    final BitSet read = new BitSet();
    long ticks;
    long lastRead = -1;
    long firstRead = -1;

    @Override
    public void hear(long nowNanos, RtpPacket packet) {
      reader.insert(nowNanos, packet, SimulatedCall.FRAME);
      tick(nowNanos);
    }

    @Override
    public void tick(long nowNanos) {
      for (PlayoutDecision next = reader.poll(nowNanos);
          next != null;
          next = reader.poll(nowNanos)) {
        if (next.kind() == PlayoutDecision.Kind.PLAY) {
          play((int) SimulatedCall.content(next.payload(), 0));
        }
        ticks += next.ticks();
      }
    }

    private void play(int slot) {
      assertTrue(slot > lastRead, () -> slot + " read after " + lastRead);
      firstRead = firstRead < 0 ? slot : firstRead;
      // The heart of it: each packet lies in the file where its slot lay in the call.
      assertEquals((slot - firstRead) * (long) SimulatedCall.FRAME, ticks);
      lastRead = slot;
      read.set(slot);
    }
  }

  private static void assertComplete(SimulatedCall call, Tape tape) {
    tape.reader.finish();
    tape.tick(call.nowNanos());
    long span = (long) call.arrived.length() - call.arrived.nextSetBit(0);
    assertEquals(span * SimulatedCall.FRAME, tape.ticks, "ticks in the file");
    assertEquals(tape.ticks, tape.reader.ticksEmitted());
  }

  private static void assertAllRead(SimulatedCall call, Tape tape) {
    assertComplete(call, tape);
    assertEquals(call.arrived, tape.read);
    assertEquals(0, tape.reader.packetsLate());
    assertEquals(0, tape.reader.packetsRefused());
  }

  @Test
  void twoCleanHoursAreReadWhole() {
    Tape tape = new Tape();
    SimulatedCall call = new SimulatedCall(1, NetworkConditions.CLEAN, tape);
    call.talk(2 * HOUR);
    assertAllRead(call, tape);
    assertEquals(0, tape.reader.ticksLost());
    assertEquals(0, tape.reader.ticksSilent());
  }

  @Test
  void jitterReorderingAndDuplicatesLeaveNoTrace() {
    Tape tape = new Tape();
    NetworkConditions rough =
        NetworkConditions.CLEAN.withJitter(Duration.ofMillis(30), false).withDuplication(0.05);
    SimulatedCall call = new SimulatedCall(2, rough, tape);
    call.talk(2 * HOUR);
    assertAllRead(call, tape);
    assertEquals(0, tape.reader.ticksLost());
    long stillOnTheirWay = call.network.duplicated() - tape.reader.packetsDuplicated();
    assertTrue(stillOnTheirWay >= 0 && stillOnTheirWay <= 3, () -> stillOnTheirWay + " copies");
    assertTrue(call.receiver.packetsReordered() > 10_000, "the network reordered");
  }

  @Test
  void stallsLeaveNoTrace() {
    Tape tape = new Tape();
    NetworkConditions stalling =
        NetworkConditions.CLEAN.withStalls(Duration.ofSeconds(7), Duration.ofSeconds(3));
    SimulatedCall call = new SimulatedCall(3, stalling, tape);
    call.talk(HOUR);
    assertAllRead(call, tape);
    assertEquals(0, tape.reader.ticksLost());
  }

  @Test
  void whatIsLostIsConcealedInItsPlace() {
    Tape tape = new Tape();
    NetworkConditions lossy =
        NetworkConditions.CLEAN
            .withJitter(Duration.ofMillis(10), false)
            .withLoss(0.2, 3)
            .withDuplication(0.02);
    SimulatedCall call = new SimulatedCall(4, lossy, tape);
    call.talk(2 * HOUR);
    assertAllRead(call, tape);
    assertTrue(call.network.lost() > HOUR / 4, "the network lost");
    long inTheFile = (tape.reader.ticksLost() + tape.reader.ticksSilent()) / SimulatedCall.FRAME;
    long atTheEnds = call.network.lost() - inTheFile;
    assertTrue(Math.abs(atTheEnds) <= 10, () -> atTheEnds + " losses not in the file");
  }

  @Test
  void whatTheSenderLeftOutIsSilence() {
    Tape tape = new Tape();
    NetworkConditions rough = NetworkConditions.CLEAN.withJitter(Duration.ofMillis(30), false);
    SimulatedCall call = new SimulatedCall(5, rough, tape);
    SplittableRandom random = new SplittableRandom(5);
    long pauses = 0;
    for (int i = 0; i < 1000; i++) {
      call.talk(1 + random.nextInt(200));
      int pause = random.nextInt(500);
      call.pause(pause);
      pauses += i < 999 ? pause : 0;
    }
    assertAllRead(call, tape);
    assertEquals(0, tape.reader.ticksLost());
    assertEquals(pauses * SimulatedCall.FRAME, tape.reader.ticksSilent());
  }

  @Test
  void everyWeatherKeepsTheLength() {
    for (int seed = 100; seed < 160; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Tape tape = new Tape();
      SimulatedCall call = new SimulatedCall(seed, weather(random), tape);
      for (int i = 0; i < 20; i++) {
        call.talk(1 + random.nextInt(1500));
        call.pause(random.nextInt(4) == 0 ? random.nextInt(3000) : 0);
        call.network.setConditions(weather(random));
      }
      assertComplete(call, tape);
    }
  }

  private static NetworkConditions weather(SplittableRandom random) {
    NetworkConditions weather =
        NetworkConditions.CLEAN
            .withJitter(Duration.ofMillis(random.nextInt(60)), random.nextBoolean())
            .withDuplication(random.nextDouble() / 10);
    if (random.nextBoolean()) {
      weather = weather.withLoss(random.nextDouble() * 0.6, 1 + random.nextInt(20));
    }
    if (random.nextBoolean()) {
      weather = weather.withStalls(Duration.ofSeconds(5), Duration.ofMillis(random.nextInt(4000)));
    }
    return weather;
  }
}
