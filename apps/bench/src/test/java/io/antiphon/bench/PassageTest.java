package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassageTest {
  private static final long MILLI = 1_000_000;

  @Test
  void whoIsDueInAStandstillComesAtItsEnd() {
    var still = new Standstills.Standstill(100 * MILLI, 180 * MILLI);
    Passage passage = new Passage(new long[] {0}, List.of(), List.of(still));
    assertEquals(99 * MILLI, passage.awake(99 * MILLI));
    assertEquals(180 * MILLI, passage.awake(100 * MILLI));
    assertEquals(180 * MILLI, passage.awake(179 * MILLI));
    assertEquals(180 * MILLI, passage.awake(180 * MILLI));
  }

  @Test
  void aStandstillOfTheMachineIsNoFaultOfTheNetwork() throws Exception {
    int packets = 200;
    short[] words = SpokenSignal.pcm(5, packets * 960, 48_000);
    Speech speech = Speech.redundant(WavFile.of(AudioFormat.MONO_48K, words), packets);
    Passage free = Passage.through(NetworkProfile.named("clean"), 1, packets);
    long from = 2_000 * MILLI;
    long to = from + 90 * MILLI;
    List<Passage.Arrival> held = new ArrayList<>();
    for (Passage.Arrival each : free.arrivals()) {
      boolean within = each.atNanos() >= from && each.atNanos() < to;
      held.add(within ? new Passage.Arrival(to, each.number()) : each);
    }
    Passage alike =
        new Passage(free.sentNanos(), held, List.of(new Standstills.Standstill(from, to)));
    assertEquals(0, new VirtualListener().listen(speech, alike, 0).counts().concealedPercent());
    Passage network = new Passage(free.sentNanos(), held, List.of());
    double concealed = new VirtualListener().listen(speech, network, 0).counts().concealedPercent();
    assertEquals(100 * 60.0 / 4_000, concealed, 1, "what the network holds up is missed");
  }
}
