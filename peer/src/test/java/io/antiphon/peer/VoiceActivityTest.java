package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VoiceActivityTest {
  private static final int SILENCE = 127;

  private final VoiceActivity ann = new VoiceActivity("ann");
  private final VoiceActivity ben = new VoiceActivity("ben");
  private final ActiveSpeaker active = new ActiveSpeaker();

  private void slots(int number, int annLevel, int benLevel) {
    for (int i = 0; i < number; i++) {
      ann.update(annLevel);
      ben.update(benLevel);
      active.update(List.of(ann, ben));
    }
  }

  @Test
  void beginsWithTheFirstLoudSlotAndGoesOnThroughAPause() {
    slots(1, 61, SILENCE);
    assertFalse(ann.speaking(), "61 is too soft to begin with");
    slots(1, 60, SILENCE);
    assertTrue(ann.speaking());
    slots(50, 66, SILENCE);
    assertTrue(ann.speaking(), "but loud enough to go on with");
    slots(19, SILENCE, SILENCE);
    assertTrue(ann.speaking(), "a pause between words");
    slots(1, SILENCE, SILENCE);
    assertFalse(ann.speaking());
    assertEquals(1, ann.slotsInState());
  }

  @Test
  void aCoughDoesNotTakeTheFloor() {
    slots(50, 30, SILENCE);
    assertSame(ann, active.current());
    slots(5, 30, 5);
    slots(50, 30, SILENCE);
    assertSame(ann, active.current());
  }

  @Test
  void whoIsClearlyLouderTakesTheFloorInAWhile() {
    slots(50, 30, SILENCE);
    slots(100, 30, 27);
    assertSame(ann, active.current(), "3 dB are not enough");
    slots(50, 30, 20);
    assertSame(ben, active.current());
  }

  @Test
  void whoFallsSilentLosesItToTheNextAndInTwoSecondsToNobody() {
    slots(50, 30, SILENCE);
    slots(30, SILENCE, 50);
    assertSame(ben, active.current(), "who is soft, but speaks");
    slots(100, SILENCE, SILENCE);
    assertSame(ben, active.current());
    slots(30, SILENCE, SILENCE);
    assertNull(active.current());
  }

  @Test
  void whoHasLeftHasNotTheFloor() {
    slots(50, 30, SILENCE);
    assertTrue(active.update(List.of(ben)));
    assertNull(active.current());
  }
}
