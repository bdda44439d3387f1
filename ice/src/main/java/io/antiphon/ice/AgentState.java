package io.antiphon.ice;

import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a transport stands, and when it gives up (RFC 8445 §6.1.2.1, RFC 7675 §5.1). */
final class AgentState {
  private static final Logger LOG = LoggerFactory.getLogger(AgentState.class);
  private final IceConfig config;
  private final Generations generations;
  private final SelectedPath path;
  private final Queue<IceEvent> events;
  private IceState state = IceState.NEW;
  private boolean searchedElsewhere;
  private boolean deadlineSet;
  private long deadlineNanos;

  AgentState(IceConfig config, Generations generations, SelectedPath path, Queue<IceEvent> events) {
    this.config = config;
    this.generations = generations;
    this.path = path;
    this.events = events;
  }

  IceState get() {
    return state;
  }

  boolean isOver() {
    return state == IceState.CLOSED || state == IceState.FAILED;
  }

  /** The other side's credentials are here: from now on the time to connect runs. */
  void onSearch(long nowNanos) {
    deadlineSet = true;
    deadlineNanos = nowNanos + config.connectTimeout().toNanos();
  }

  void onRestart() {
    deadlineSet = false;
    if (state != IceState.NEW && !path.exists()) {
      change(IceState.CHECKING);
    }
  }

  /** Brings path and state into line with what has happened. */
  void refresh(long nowNanos) {
    if (isOver()) {
      return;
    }
    Generation bereft = path.refresh(nowNanos);
    if (!path.exists() && bereft == generations.current()) {
      fail("consent to send has expired (RFC 7675)");
      return;
    }
    if (!path.exists() && bereft != null && !deadlineSet) {
      onSearch(nowNanos);
    }
    change(stateNow(nowNanos));
    if (isConnecting() && deadlineNanos - nowNanos <= 0) {
      fail("no pair has worked for " + config.connectTimeout().toMillis() + " ms");
      return;
    }
    if (state == IceState.DISCONNECTED && !searchedElsewhere) {
      path.searchElsewhere(nowNanos);
    }
    searchedElsewhere = state == IceState.DISCONNECTED;
  }

  private IceState stateNow(long nowNanos) {
    Generation current = generations.current();
    if (!path.exists()) {
      boolean begun = current.remote() != null || state != IceState.NEW;
      return begun ? IceState.CHECKING : IceState.NEW;
    }
    boolean restarting = generations.previous() != null;
    if (path.isSilent(nowNanos)) {
      return restarting ? IceState.CHECKING : IceState.DISCONNECTED;
    }
    boolean complete = current.selected() != null && current.endOfRemoteCandidates && !restarting;
    return complete && state != IceState.DISCONNECTED ? IceState.COMPLETED : IceState.CONNECTED;
  }

  private boolean isConnecting() {
    return deadlineSet && state == IceState.CHECKING;
  }

  void consider(Earliest earliest) {
    if (isConnecting()) {
      earliest.consider(deadlineNanos);
    }
    path.consider(earliest, state.isConnected());
  }

  private void fail(String reason) {
    generations.dropPrevious();
    generations.current().checks().clear();
    path.clear();
    events.add(new IceEvent.Failed(reason));
    change(IceState.FAILED);
  }

  void close() {
    path.clear();
    change(IceState.CLOSED);
  }

  private void change(IceState next) {
    if (next != state) {
      LOG.debug("{} -> {}", state, next);
      state = next;
      events.add(new IceEvent.StateChanged(next));
    }
  }
}
