package io.antiphon.server;

import io.antiphon.peer.Recorder;
import java.util.concurrent.atomic.LongAdder;

/** How many recordings were begun, and what became of them; from any thread. */
final class RecordingTally {
  private final LongAdder started = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Counts this one now, and again when it ends. */
  void add(Recorder recorder) {
    started.increment();
    var unused = recorder.finished().thenRun(() -> end(recorder.state()));
  }

  private void end(Recorder.State state) {
    (state == Recorder.State.FAILED ? failed : finished).increment();
  }

  long started() {
    return started.sum();
  }

  long finished() {
    return finished.sum();
  }

  long failed() {
    return failed.sum();
  }
}
