package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlsTest {
  private final List<CallEvent> events = new ArrayList<>();

  private Controls controls(boolean pushToTalk, String keys) {
    Controls controls = new Controls(pushToTalk, events::add);
    keys.chars().forEach(controls::onKey);
    return controls;
  }

  @Test
  void mMutesAndUnmutes() {
    assertTrue(controls(false, "m").isMuted());
    assertFalse(controls(false, "mM").isMuted());
    assertEquals(List.of("muted", "muted", "muted"), events.stream().map(CallEvent::name).toList());
  }

  @Test
  void qQuits() {
    assertFalse(controls(false, "x \n").wantsToQuit());
    assertTrue(controls(false, "q").wantsToQuit());
  }

  @Test
  void theSpaceBarTalksOnlyWithPushToTalk() {
    assertFalse(controls(false, " ").isMuted());
    assertTrue(controls(true, "").isMuted());
    assertFalse(controls(true, " ").isMuted());
    assertTrue(controls(true, "  ").isMuted());
  }
}
