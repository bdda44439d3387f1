package io.antiphon.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How long clicks take from the mouth to the ear, from one recording that holds both, sample by
 * sample. A click is where the sound rises above an eighth of full scale after a pause.
 */
final class ClickMeter {
  private static final int THRESHOLD = Short.MAX_VALUE / 8;
  private static final int PAUSE = ClickTrain.RATE_HZ * 3 / 10;

  /** Longer than this is not waited for; clicks are at least 0.8 s apart. */
  private static final int LONGEST = ClickTrain.RATE_HZ * 7 / 10;

  private final List<Double> delays = new ArrayList<>();
  private final List<Double> heardSeconds = new ArrayList<>();
  private long now;
  private long lastAtMouth = -PAUSE;
  private long lastAtEar = -PAUSE;
  private long waitingSince = -1;
  private int missed;

  /** What is at the mouth and at the ear in the same moment. */
  void accept(short mouth, short ear) {
    if (Math.abs(mouth) > THRESHOLD) {
      if (now - lastAtMouth > PAUSE) {
        missed += waitingSince >= 0 ? 1 : 0;
        waitingSince = now;
      }
      lastAtMouth = now;
    }
    if (Math.abs(ear) > THRESHOLD) {
      if (now - lastAtEar > PAUSE && waitingSince >= 0) {
        delays.add((now - waitingSince) * 1000.0 / ClickTrain.RATE_HZ);
        heardSeconds.add((double) now / ClickTrain.RATE_HZ);
        waitingSince = -1;
      }
      lastAtEar = now;
    }
    if (waitingSince >= 0 && now - waitingSince > LONGEST) {
      missed++;
      waitingSince = -1;
    }
    now++;
  }

  /** Delay of each click that was heard, ms, in order. */
  List<Double> delays() {
    return delays;
  }

  /** When each of them was heard, seconds from the beginning of the recording. */
  List<Double> heardSeconds() {
    return heardSeconds;
  }

  /** Clicks that were never heard, or more than 700 ms late. */
  int missed() {
    return missed;
  }
}
