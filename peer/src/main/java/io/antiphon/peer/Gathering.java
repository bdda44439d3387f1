package io.antiphon.peer;

import io.antiphon.ice.Candidate;
import io.antiphon.ice.GatheringListener;
import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceServerUrl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A session's own candidates on their way to the other side: offers and answers wait for them a
 * while, and once there is a local description each is told by an event (W3C WebRTC §4.4.1.2,
 * JSEP's candidate pool aside).
 */
final class Gathering implements GatheringListener {
  /** Told on the event loop. */
  interface Events {
    void onIceCandidate(IceCandidate candidate);

    void onIceGatheringState(GatheringState state);

    void onIceCandidateError(IceCandidateError error);
  }

  private final Events events;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Candidate> found = new ArrayList<>();
  private GatheringState state = GatheringState.NEW;
  private long deadlineNanos;
  private int told;
  private boolean endTold;
  private @Nullable String ufrag;
  private @Nullable String mid;

  Gathering(Events events) {
    this.events = events;
  }

  boolean isComplete() {
    return state == GatheringState.COMPLETE;
  }

  /** Runs the task when all candidates are there or the time is over, perhaps at once. */
  void await(long nowNanos, long timeoutNanos, Runnable task) {
    if (isComplete() && waiting.isEmpty()) {
      task.run();
      return;
    }
    if (waiting.isEmpty()) {
      deadlineNanos = nowNanos + timeoutNanos;
    }
    waiting.add(task);
    advanceTo(nowNanos);
  }

  /** Lets time pass. */
  void advanceTo(long nowNanos) {
    if (!waiting.isEmpty() && (isComplete() || deadlineNanos - nowNanos <= 0)) {
      release();
    }
  }

  long nextTimeoutNanos(long otherwise) {
    return !waiting.isEmpty() && deadlineNanos - otherwise < 0 ? deadlineNanos : otherwise;
  }

  /** Runs what waits. */
  void release() {
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      task.run();
    }
  }

  /**
   * A local description is in force: candidates are told from now on, anew after a restart.
   *
   * @param section of the transport
   */
  void announce(String localUfrag, String section) {
    if (!localUfrag.equals(ufrag)) {
      told = 0;
      endTold = false;
    }
    ufrag = localUfrag;
    mid = section;
    tell();
  }

  /** All are looked for anew; those found so far are of the past. */
  void restart() {
    found.clear();
    state = GatheringState.NEW;
    told = 0;
    endTold = false;
    mid = null;
  }

  private void tell() {
    if (mid == null) {
      return;
    }
    for (; told < found.size(); told++) {
      events.onIceCandidate(new IceCandidate(found.get(told) + " ufrag " + ufrag, mid, 0));
    }
    if (isComplete() && !endTold) {
      endTold = true;
      events.onIceCandidate(new IceCandidate("", mid, 0));
    }
  }

  @Override
  public void onCandidate(Candidate candidate) {
    found.add(candidate);
    tell();
  }

  @Override
  public void onGatheringState(GatheringState now) {
    state = now;
    events.onIceGatheringState(now);
    tell();
  }

  @Override
  public void onServerFailed(IceServerUrl url, int code, String reason) {
    events.onIceCandidateError(new IceCandidateError(url.toString(), code, reason));
  }
}
