package io.antiphon.peer;

import java.util.ArrayList;
import java.util.List;

/** All that goes by the clocks of devices on one event loop. One thread. */
final class DevicePaces {
  private final Runnable wake;
  private final List<DevicePace> all = new ArrayList<>();

  /**
   * None yet.
   *
   * @param wake has {@link #advance} called soon; for any thread
   */
  DevicePaces(Runnable wake) {
    this.wake = wake;
  }

  Runnable wake() {
    return wake;
  }

  void add(DevicePace pace) {
    all.add(pace);
  }

  void remove(DevicePace pace) {
    all.remove(pace);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Takes all steps that are due. */
  void advance(long nowNanos) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).advance(nowNanos);
    }
  }
}
