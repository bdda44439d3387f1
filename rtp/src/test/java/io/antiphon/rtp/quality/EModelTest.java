package io.antiphon.rtp.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the numbers that ITU-T has published. */
@Tag("vectors")
class EModelTest {
  // G.113 appendix I.
  private static final EModel.Codec G729A = new EModel.Codec(11, 19);
  private static final EModel.Codec G723_1 = new EModel.Codec(15, 16.1);

  @Test
  void withAllDefaultsRIs93Point2AndMos4Point41() {
    double best = EModel.rFactor(EModel.Codec.CONCEALING, 0, 0, 1);
    assertEquals(93.2, best, 0.001);
    assertEquals(4.41, EModel.mos(best), 0.005);
  }

  /** G.109 table 1 and G.107 annex B: the lower limits of the categories of quality. */
  @ParameterizedTest
  @CsvSource({"90, 4.34", "80, 4.03", "70, 3.60", "60, 3.10", "50, 2.58"})
  void ratingsBecomeTheOpinionsOfG109(double rFactor, double mos) {
    assertEquals(mos, EModel.mos(rFactor), 0.01);
  }

  @Test
  void opinionsStayBetween1And4Point5() {
    assertEquals(1, EModel.mos(-10));
    assertEquals(1, EModel.mos(0));
    assertEquals(1, EModel.mos(3));
    assertEquals(4.5, EModel.mos(100));
    assertEquals(4.5, EModel.mos(120));
    assertEquals(1, EModel.mos(Double.NaN));
  }

  /** G.113 appendix I (2001), G.729A with voice activity detection. */
  @ParameterizedTest
  @CsvSource({"0, 11", "0.5, 13", "1, 15", "1.5, 17", "2, 19", "3, 23", "4, 26", "8, 36", "16, 49"})
  void lossImpairsG729AsG113Says(double percent, double impairment) {
    assertEquals(impairment, G729A.impairment(percent / 100, 1), 0.6);
  }

  /** G.113 appendix I (2001), G.723.1 at 6.3 kbit/s. */
  @ParameterizedTest
  @CsvSource({"0, 15", "1, 19", "2, 24", "8, 41", "16, 55"})
  void lossImpairsG7231AsG113Says(double percent, double impairment) {
    assertEquals(impairment, G723_1.impairment(percent / 100, 1), 0.75);
  }

  /** G.107 §7.4, worked out by hand: X = log2(Ta / 100). */
  @ParameterizedTest
  @CsvSource({"0, 0", "100, 0", "150, 0.16", "200, 3.04", "300, 14.76", "400, 24.07"})
  void delayImpairsBeyond100Milliseconds(double millis, double impairment) {
    assertEquals(impairment, EModel.delayImpairment(millis), 0.02);
  }

  @Test
  void lossInBurstsIsWorseThanTheSameLossByChance() {
    double scattered = EModel.rFactor(EModel.Codec.CONCEALING, 50, 0.1, 1);
    double bursts = EModel.rFactor(EModel.Codec.CONCEALING, 50, 0.1, 3);
    assertEquals(66.1, scattered, 0.1);
    assertEquals(59.8, bursts, 0.1);
  }

  @Test
  void losingEverythingAfterHalfASecondIsUseless() {
    assertEquals(0, EModel.rFactor(EModel.Codec.CONCEALING, 900, 1, 5));
  }

  @Test
  void refusesImpossibleCodecs() {
    assertThrows(IllegalArgumentException.class, () -> new EModel.Codec(96, 10));
    assertThrows(IllegalArgumentException.class, () -> new EModel.Codec(-1, 10));
    assertThrows(IllegalArgumentException.class, () -> new EModel.Codec(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new EModel.Codec(Double.NaN, 1));
  }
}
