package io.antiphon.peer;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets one step of the exchange begin only when the one before is over, though an offer may wait
 * for candidates meanwhile (W3C WebRTC §4.4.1.2). Driven by the peer's event loop.
 */
final class OperationsChain {
  /** A step, which says when it is over, at once or later. */
  interface Operation {
    void begin(Runnable over);
  }

  private final Queue<Operation> waiting = new ArrayDeque<>();
  private final Runnable whenEmpty;
  private boolean busy;
  private boolean beginning;

  /**
   * An empty one.
   *
   * @param whenEmpty runs each time the last step is over
   */
  OperationsChain(Runnable whenEmpty) {
    this.whenEmpty = whenEmpty;
  }

  boolean isEmpty() {
    return !busy && waiting.isEmpty();
  }

  void add(Operation operation) {
    waiting.add(operation);
    advance();
  }

  private void advance() {
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      while (!busy) {
        Operation next = waiting.poll();
        if (next == null) {
          break;
        }
        busy = true;
        next.begin(this::over);
      }
    } finally {
      beginning = false;
    }
  }

  private void over() {
    busy = false;
    advance();
    if (isEmpty()) {
      whenEmpty.run();
    }
  }
}
