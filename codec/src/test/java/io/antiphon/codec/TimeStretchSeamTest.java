package io.antiphon.codec;

import static io.antiphon.codec.TimeStretchTest.lengthRatio;
import static io.antiphon.codec.TimeStretchTest.murmur;
import static io.antiphon.codec.TimeStretchTest.noise;
import static io.antiphon.codec.TimeStretchTest.play;
import static io.antiphon.codec.TimeStretchTest.roughness;
import static io.antiphon.codec.TimeStretchTest.tone;
import static io.antiphon.codec.TimeStretchTest.voice;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where something was left out, put in or joined: neither a step nor a dip is heard there. */
class TimeStretchSeamTest {
  private static final AudioFormat FORMAT = AudioFormat.MONO_48K;

  /** The softest 5 ms. */
  private static double softest(short[] pcm) {
    double softest = Double.MAX_VALUE;
    for (int at = 0; at + 240 <= pcm.length; at += 60) {
      softest = Math.min(softest, LevelMeter.rms(pcm, at, 240));
    }
    return softest;
  }

  @Test
  void whatFallsIntoStepKeepsItsLevel() {
    short[] said = tone(FORMAT, 433, 2);
    double usual = softest(Arrays.copyOf(said, 10_000));
    for (int jump = 7; jump < 600; jump += 31) {
      TimeStretch stretch = new TimeStretch(FORMAT, 48_000);
      stretch.write(said, 0, 4_800);
      stretch.splice(said, 4_800 + jump, 960);
      short[] heard = new short[5_760];
      stretch.read(heard, 0, heard.length);
      double softest = softest(heard);
      assertTrue(softest > 0.9 * usual, softest + ", not " + usual + ", at " + jump);
    }
  }

  @Test
  void whatIsHalfAlikeHasNoDipsWhereItIsStretchedInHaste() {
    short[] murmur = murmur(4);
    double usual = softest(murmur);
    double faster = softest(play(FORMAT, murmur, stretch -> stretch.accelerate(720, true)));
    double slower = softest(play(FORMAT, murmur, stretch -> stretch.decelerate(720, true)));
    assertTrue(faster > 0.98 * usual, faster + ", not " + usual);
    assertTrue(slower > 0.98 * usual, slower + ", not " + usual);
  }

  @Test
  void aRoomThatIsHardlyHeardGivesWayAtOnceThoughNothingInItIsAlike() {
    short[] quiet = noise(1, 100);
    double ratio = lengthRatio(play(FORMAT, quiet, each -> each.accelerate(720, false)), quiet);
    assertTrue(ratio < 0.8, ratio + " times as long");
  }

  @Test
  void slowerRightBehindFasterRepeatsWhatWasHeardThen() {
    short[] said = voice(4);
    short[] heard =
        play(
            FORMAT,
            said,
            stretch -> {
              int left = stretch.accelerate(720, false);
              return left > 0 ? stretch.decelerate(720, false) : 0;
            });
    double rough = roughness(heard, 1);
    assertTrue(rough < 1.6 * roughness(said, 1), rough + ", not " + roughness(said, 1));
  }

  @Test
  void aVoiceIsDrawnOutWithoutClicks() {
    short[] said = voice(4);
    double usual = roughness(said, 1);
    double worst = 0;
    for (int from = 4_800; from < 3 * 48_000; from += 1_237) {
      TimeStretch stretch = new TimeStretch(FORMAT, 48_000);
      stretch.write(said, from, 4_800);
      stretch.extend(new short[2_880], 0, 2_880);
      stretch.splice(said, from + 4_800 + 2_880, 960);
      short[] heard = new short[4_800 + 2_880 + 960];
      stretch.read(heard, 0, heard.length);
      worst = Math.max(worst, roughness(heard, 1));
    }
    assertTrue(worst < 3 * usual, worst + " where it is " + usual);
  }
}
