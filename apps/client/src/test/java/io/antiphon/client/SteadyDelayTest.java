package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An hour of a call, from card to card. */
class SteadyDelayTest {
  private static final int MINUTES = 60;

  private static double percentile(List<Double> delays, double share) {
    return delays.stream().sorted().toList().get((int) (share * (delays.size() - 1)));
  }

  @ParameterizedTest
  @CsvSource({"200, -200, 20, 6, 58", "-200, 200, 20, 6, 58", "200, -200, 10, 2, 46"})
  void theDelayIsSmallAndDoesNotCreepWhateverTheCardsClocks(
      int microphonePpm, int speakerPpm, int lineMillis, double latestMillis, double mostMillis) {
    // Without the codec's own 6.5 ms (RFC 6716 §2.1.7, at 48 kHz), which no buffer adds.
    VirtualCall call = new VirtualCall(11, microphonePpm, speakerPpm, lineMillis, latestMillis);
    call.minute();
    double first = percentile(call.minute(), 0.5);
    double last = first;
    long concealed = call.concealedSamples();
    long silent = call.silentSamples();
    long underruns = call.underruns();
    long dropped = call.droppedSamples();
    for (int minute = 2; minute < MINUTES; minute++) {
      List<Double> delays = call.minute();
      last = percentile(delays, 0.5);
      assertTrue(last <= mostMillis, minute + ": " + last);
      double most = percentile(delays, 0.99);
      assertTrue(most <= mostMillis + 10, minute + ": " + most);
    }
    assertEquals(first, last, 5, "creep");
    assertEquals(0, call.underruns() - underruns, "underruns");
    assertEquals(0, call.silentSamples() - silent, "silence");
    assertEquals(0, call.droppedSamples() - dropped, "dropped");
    // One packet in 10,000 may be later than any before it.
    long lately = call.concealedSamples() - concealed;
    assertTrue(lately <= MINUTES * 3_000 / 10_000 * 960, "concealed " + lately);
  }

  @ParameterizedTest
  @CsvSource({"20, 60", "10, 40", "10, 100"})
  void whatAStandstillHasMissedIsNotHeardLate(int lineMillis, int stallMillis) {
    VirtualCall call = new VirtualCall(12, 0, 0, lineMillis, 1);
    call.minute();
    double before = percentile(call.seconds(5), 0.5);
    call.stall(stallMillis);
    assertEquals(before, percentile(call.seconds(1), 0.5), 8, "in the second after it");
  }
}
