package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import org.junit.jupiter.api.Test;

class PlaybackStepsTest {
  private static final int STEP = 240;
  private static final int LINE = 4 * STEP;

  private final PlaybackSteps steps = new PlaybackSteps(AudioFormat.MONO_48K);
  private final short[] pcm = new short[STEP];
  private short said;
  private int asked;

  private PlaybackStepsTest() {
    steps.follow(() -> asked++);
  }

  private static long millis(double millis) {
    return (long) (millis * 1e6);
  }

  private void give(int count) {
    for (int i = 0; i < count; i++) {
      said++;
      short[] step = new short[STEP];
      java.util.Arrays.fill(step, said);
      steps.give(step, STEP);
    }
  }

  /** Until a step is there for each that is asked for. */
  private void begin() {
    assertTrue(steps.next(0, STEP, pcm));
    give(steps.advance());
    assertTrue(steps.next(0, STEP, pcm));
    assertEquals(said, pcm[0]);
  }

  @Test
  void asksForWhatThereIsRoomForAndNotTwice() {
    begin();
    assertFalse(steps.next(millis(1), 3 * STEP, pcm));
    assertFalse(steps.next(millis(2), 3 * STEP, pcm));
    assertEquals(3, steps.advance());
    give(3);
    assertEquals(0, steps.advance());
    for (int left = 3; left > 0; left--) {
      assertTrue(steps.next(millis(3), left * STEP, pcm));
      assertEquals(said - left + 1, pcm[0]);
    }
    assertEquals(0, steps.advance());
  }

  @Test
  void wakesTheLoopOnlyWhenSomethingIsWanted() {
    begin();
    int before = asked;
    assertFalse(steps.next(millis(1), STEP - 1, pcm));
    assertEquals(before, asked);
    assertFalse(steps.next(millis(2), STEP, pcm));
    assertTrue(asked > before);
  }

  @Test
  void waitsTenMillisecondsForAnAnswerAndThenPlaysSilence() {
    begin();
    assertFalse(steps.next(millis(1), 2 * STEP, pcm));
    assertFalse(steps.next(millis(10.5), 2 * STEP, pcm));
    long before = steps.silentSamples();
    assertTrue(steps.next(millis(11), 2 * STEP, pcm));
    assertEquals(0, pcm[0]);
    assertEquals(STEP, steps.silentSamples() - before);
  }

  @Test
  void isOutOfSilenceWithTheFirstAnswer() {
    begin();
    steps.next(millis(1), LINE, pcm);
    while (steps.next(millis(12), LINE, pcm) && pcm[0] == 0 && steps.advance() == 0) {
      // silence
    }
    give(steps.advance());
    assertTrue(steps.next(millis(13), LINE, pcm));
    assertTrue(pcm[0] > 0);
  }

  @Test
  void whatCameUnaskedDoesNotStayADelay() {
    begin();
    give(16);
    assertTrue(steps.next(millis(300), STEP, pcm));
    assertEquals(said, pcm[0], "the newest");
    assertEquals(15 * STEP, steps.droppedSamples());
  }

  @Test
  void aLineThatIsOpenedAgainGetsNothingOld() {
    begin();
    give(2);
    steps.restart();
    assertTrue(steps.next(millis(500), LINE, pcm));
    assertEquals(0, pcm[0]);
  }

  @Test
  void whatWasDueInSilenceIsLeftOutAndNotHeardLater() {
    begin();
    steps.next(millis(1), 2 * STEP, pcm);
    assertTrue(steps.next(millis(12), 2 * STEP, pcm)); // silence
    assertTrue(steps.next(millis(12), STEP, pcm));
    int heard = said;
    give(steps.advance());
    assertTrue(steps.next(millis(20), STEP, pcm));
    assertEquals(heard + 3, pcm[0], "two steps further on");
    assertEquals(2 * STEP, steps.leftOutSamples());
    assertEquals(2 * STEP, steps.underrunSamples());
  }

  @Test
  void whatWasDueWhileTheLineWasEmptyIsLeftOut() {
    begin();
    steps.observe(millis(0), 3 * STEP);
    steps.next(0, STEP, pcm);
    give(steps.advance());
    assertTrue(steps.next(0, STEP, pcm)); // so it has 20 ms to play
    steps.observe(millis(19), 0);
    assertEquals(0, steps.leftOutSamples());
    steps.observe(millis(51), 0);
    steps.next(millis(51), STEP, pcm);
    int heard = said;
    give(steps.advance());
    assertTrue(steps.next(millis(52), STEP, pcm));
    assertEquals(heard + 7, pcm[0], "30 ms further on");
    assertEquals(6 * STEP, steps.underrunSamples());
  }

  @Test
  void afterALongPauseNothingIsLeftOut() {
    begin();
    steps.observe(millis(200), 0);
    steps.next(millis(200), STEP, pcm);
    give(steps.advance());
    assertEquals(0, steps.leftOutSamples());
    assertEquals(39 * STEP, steps.underrunSamples(), "but missed");
  }

  @Test
  void silenceBeforeAnythingIsHeardIsNoUnderrun() {
    for (int i = 0; i < 10; i++) {
      assertTrue(steps.next(millis(5 * i), STEP, pcm));
    }
    assertEquals(10 * STEP, steps.silentSamples());
    assertEquals(0, steps.underrunSamples());
    begin();
    assertEquals(0, steps.underrunSamples());
    steps.restart();
    assertTrue(steps.next(millis(60), STEP, pcm));
    assertEquals(0, steps.underrunSamples(), "nor on a line that was opened again");
  }
}
