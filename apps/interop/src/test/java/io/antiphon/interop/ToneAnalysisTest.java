package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.interop.ToneAnalysis.Dropout;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ToneAnalysisTest {
  private final Sound tone = Sound.tone(511, 0.5, 4, 48_000);

  @Test
  void findsThePitchToATenthOfAHertz() {
    for (double hz : new double[] {433, 511, 711, 1003.3}) {
      assertEquals(hz, ToneAnalysis.of(Sound.tone(hz, 0.3, 4, 48_000)).dominantHz(), 0.1);
    }
    assertEquals(433, ToneAnalysis.of(Sound.tone(433, 0.3, 4, 44_100)).dominantHz(), 0.1);
  }

  @Test
  void hearsTheLouderOfTwoTones() {
    double[] both = tone.samples().clone();
    double[] quieter = Sound.tone(900, 0.1, 4, 48_000).samples();
    Arrays.setAll(both, i -> both[i] + quieter[i]);
    assertEquals(511, ToneAnalysis.of(new Sound(48_000, both)).dominantHz(), 0.1);
  }

  @Test
  void silenceHasNoPitch() {
    assertEquals(0, ToneAnalysis.of(new Sound(48_000, new double[96_000])).dominantHz());
  }

  @Test
  void measuresTheNoiseThatWasAdded() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    double[] noisy = tone.samples().clone();
    double sigma = 0.5 / Math.sqrt(2) / 10; // 20 dB below the tone
    Arrays.setAll(noisy, i -> noisy[i] + random.nextGaussian() * sigma);
    assertEquals(20, ToneAnalysis.of(new Sound(48_000, noisy)).snrDb(511), 0.3);
    assertTrue(ToneAnalysis.of(tone).snrDb(511) > 80);
    assertTrue(ToneAnalysis.of(tone).snrDb(600) < 3, "another pitch is noise");
  }

  @Test
  void findsAHoleWhereItIsAndAsLongAsItIs() {
    double[] holed = tone.samples().clone();
    Arrays.fill(holed, 48_000, 48_960, 0);
    List<Dropout> dropouts = ToneAnalysis.of(new Sound(48_000, holed)).dropouts(10);
    assertEquals(1, dropouts.size());
    assertEquals(1.0, dropouts.get(0).atSeconds(), 0.001);
    assertEquals(20, dropouts.get(0).milliseconds(), 0.5);
    assertEquals(List.of(), ToneAnalysis.of(new Sound(48_000, holed)).dropouts(21));
  }

  @Test
  void aHoleCostsTheToneItsShare() {
    double[] holed = tone.samples().clone();
    Arrays.fill(holed, 48_000, 57_600, 0);
    Sound sound = new Sound(48_000, holed);
    double missing = 0.2 / sound.seconds();
    assertEquals(1 - missing, ToneAnalysis.of(sound).share(511, 20), 0.021);
    assertEquals(1, ToneAnalysis.of(tone).share(511, 60));
    assertEquals(0, ToneAnalysis.of(tone).share(600, 20));
  }

  @Test
  void aWholeToneHasNoHoleAndNoSplice() {
    assertEquals(List.of(), ToneAnalysis.of(tone).dropouts(1));
    assertEquals(List.of(), ToneAnalysis.of(tone).splices(511, 0.1));
  }

  @Test
  void silenceAtTheEndIsADropout() {
    double[] cut = tone.samples().clone();
    Arrays.fill(cut, cut.length - 2400, cut.length, 0);
    assertEquals(50, ToneAnalysis.of(new Sound(48_000, cut)).dropouts(10).get(0).milliseconds(), 1);
  }

  @Test
  void hearsThatOnePacketIsMissing() {
    double[] whole = tone.samples();
    double[] spliced = new double[whole.length - 960];
    System.arraycopy(whole, 0, spliced, 0, 96_000);
    System.arraycopy(whole, 96_960, spliced, 96_000, spliced.length - 96_000);
    List<Double> splices = ToneAnalysis.of(new Sound(48_000, spliced)).splices(511, 0.5);
    assertEquals(List.of(2.0), splices);
  }

  @Test
  void aClockThatDriftsIsNoSplice() {
    Sound drifting = Sound.tone(511 * 1.0003, 0.5, 4, 48_000);
    assertEquals(List.of(), ToneAnalysis.of(drifting).splices(511, 0.2));
  }
}
