package io.antiphon.client;

import io.antiphon.peer.ConnectionState;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes a call and sees it through to its end, showing how it goes. */
final class Caller {
  private static final long REFRESH_MILLIS = 100;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CallConfig config;
  private final StatusLine line;
  private final PrintWriter out;
  private ConnectionState state = ConnectionState.NEW;
  private long connectedNanos;
  private boolean connectedOnce;

  /**
   * A caller.
   *
   * @param line where the state is shown
   * @param out where it is said at the end what was recorded
   */
  Caller(CallConfig config, StatusLine line, PrintWriter out) {
    this.config = config;
    this.line = line;
    this.out = out;
  }

  /**
   * Calls until the time is over or a signal comes.
   *
   * @return {@link ExitCode#DONE} or {@link ExitCode#INTERRUPTED}
   * @throws CallException if the call did not come about or was lost
   */
  int call() throws CallException {
    Interruption interruption = new Interruption();
    try (interruption) {
      return call(interruption);
    }
  }

  private int call(Interruption interruption) throws CallException {
    Call call = new Call(config);
    try {
      call.dial();
      converse(call);
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    } finally {
      interruption.beginClosing();
      line.end();
      call.close();
      String recorded = call.finishRecording();
      if (recorded != null) {
        out.println(recorded);
        out.flush();
      }
    }
  }

  private void converse(Call call) throws CallException, InterruptedException {
    long dialledNanos = System.nanoTime();
    while (true) {
      ConnectionState changed = call.awaitChange(REFRESH_MILLIS);
      long nowNanos = System.nanoTime();
      if (changed != null) {
        follow(changed, call.reason(), nowNanos);
      }
      if (!connectedOnce && nowNanos - dialledNanos >= config.connectLimit().toNanos()) {
        throw new CallException(
            ExitCode.LOST,
            "The server answered, but no audio connection came about in "
                + config.connectLimit().toSeconds()
                + " seconds; a firewall may keep UDP away.");
      }
      line.show(nowNanos, status(call, nowNanos));
      if (isOver(nowNanos)) {
        return;
      }
    }
  }

  private void follow(ConnectionState changed, @Nullable String reason, long nowNanos)
      throws CallException {
    state = changed;
    if (changed == ConnectionState.CONNECTED && !connectedOnce) {
      connectedOnce = true;
      connectedNanos = nowNanos;
    }
    if (changed == ConnectionState.FAILED || changed == ConnectionState.CLOSED) {
      String what =
          changed == ConnectionState.CLOSED
              ? "The server has ended the call"
              : connectedOnce ? "The call was lost" : "No audio connection came about";
      throw new CallException(
          ExitCode.LOST, what + (reason == null ? "." : ": " + Sentences.withFullStop(reason)));
    }
  }

  private long elapsedNanos(long nowNanos) {
    return connectedOnce ? nowNanos - connectedNanos : 0;
  }

  private boolean isOver(long nowNanos) {
    return !config.length().isZero() && elapsedNanos(nowNanos) >= config.length().toNanos();
  }

  private StatusLine.Status status(Call call, long nowNanos) {
    return new StatusLine.Status(
        state.toString(),
        elapsedNanos(nowNanos) / NANOS,
        config.length().toSeconds(),
        call.outDbov(),
        call.inDbov());
  }
}
