package io.antiphon.client;

import java.util.function.Consumer;

/**
 * What the user wants while the call runs, by keys: {@code m} mutes and unmutes, {@code q} quits.
 * With push-to-talk the call begins muted, and the space bar opens and closes the microphone: a
 * terminal tells no key's release, so it is pressed again to close. Any thread may ask.
 */
final class Controls {
  private final boolean pushToTalk;
  private final Consumer<CallEvent> events;
  private volatile boolean muted;
  private volatile boolean quit;

  /** Controls that tell these events. */
  Controls(boolean pushToTalk, Consumer<CallEvent> events) {
    this.pushToTalk = pushToTalk;
    this.events = events;
    muted = pushToTalk;
  }

  /** A key has been pressed; others than ours mean nothing. One thread. */
  void onKey(int key) {
    switch (key) {
      case 'm', 'M' -> toggleMuted();
      case ' ' -> {
        if (pushToTalk) {
          toggleMuted();
        }
      }
      case 'q', 'Q' -> quit = true;
      default -> {}
    }
  }

  private void toggleMuted() {
    boolean now = !muted;
    muted = now;
    events.accept(CallEvent.muted(now));
  }

  boolean isMuted() {
    return muted;
  }

  boolean wantsToQuit() {
    return quit;
  }
}
