package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClickMeterTest {
  private final ClickMeter meter = new ClickMeter();

  /** Clicks come back so many samples later and so much quieter. */
  private void play(int seconds, int delaySamples, double gain) {
    ClickTrain clicks = new ClickTrain(new Random(3));
    short[] past = new short[delaySamples];
    for (int i = 0; i < seconds * ClickTrain.RATE_HZ; i++) {
      short mouth = clicks.next();
      short ear = (short) (gain * past[i % delaySamples]);
      past[i % delaySamples] = mouth;
      meter.accept(mouth, ear);
    }
  }

  @Test
  void measuresEachClickToAMillisecond() {
    play(20, 4_800, 0.8);
    assertTrue(meter.delays().size() >= 16, meter.delays().toString());
    meter.delays().forEach(delay -> assertEquals(100, delay, 1));
    assertEquals(0, meter.missed());
  }

  @Test
  void countsWhatIsNeverHeard() {
    play(20, 4_800, 0.1);
    assertEquals(0, meter.delays().size());
    assertTrue(meter.missed() >= 16, meter.missed() + " missed");
  }

  @Test
  void aRowHasItsMedianAndItsCreep() {
    var millis = new java.util.ArrayList<Double>();
    for (int i = 0; i < 100; i++) {
      millis.add(50 + i / 10.0);
    }
    Delays delays = new Delays("here to there", millis, 2);
    assertEquals(54.9, delays.percentile(50), 0.01);
    assertEquals(8, delays.creep(), 0.01);
    String row = delays.toString();
    assertTrue(row.matches("here to there +54\\.9 +59\\.4 +59\\.9 +8\\.0 +100 +2"), row);
  }
}
