package io.antiphon.peer;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One way of a transceiver: goes by the clock of a device if it has one, and by the media clock if
 * not, or while the device stands still. One thread.
 */
final class DevicePace {
  /** The media clock's slots without a step after which a device is taken to stand still. */
  private static final int STILL_SLOTS = 5;

  /** What a step is. */
  interface Steps {
    /** Takes so many of the device's steps, 1 or more. */
    void take(long nowNanos, int steps);
  }

  private final DevicePaces all;
  private final Supplier<@Nullable DeviceClock> wanted;
  private final Steps steps;
  private @Nullable DeviceClock clock;
  private int looksWithout;
  private int slotsWithout;

  /**
   * A way.
   *
   * @param wanted the clock that it is to follow now; null for the media clock
   */
  DevicePace(DevicePaces all, Supplier<@Nullable DeviceClock> wanted, Steps steps) {
    this.all = all;
    this.wanted = wanted;
    this.steps = steps;
  }

  /** Takes the device's steps that are due. */
  void advance(long nowNanos) {
    DeviceClock current = clock;
    int due = current == null ? 0 : current.advance();
    if (due > 0) {
      looksWithout = 0;
      slotsWithout = 0;
      steps.take(nowNanos, due);
    }
  }

  /**
   * The media clock has moved on.
   *
   * @param slots by so many
   * @return how many it is to play itself, 0 while the device does
   */
  int onSlots(int slots) {
    follow(wanted.get());
    if (clock == null) {
      return slots;
    }
    looksWithout++;
    slotsWithout += slots;
    if (looksWithout < STILL_SLOTS) {
      return 0;
    }
    int missed = slotsWithout;
    slotsWithout = 0;
    return missed;
  }

  private void follow(@Nullable DeviceClock next) {
    if (next == clock) {
      return;
    }
    close();
    clock = next;
    if (next != null) {
      all.add(this);
      next.follow(all.wake());
      next.advance(); // what was captured before is nobody's
    }
  }

  /** Follows no device any more. */
  void close() {
    if (clock != null) {
      clock = null;
      all.remove(this);
    }
    looksWithout = 0;
    slotsWithout = 0;
  }
}
