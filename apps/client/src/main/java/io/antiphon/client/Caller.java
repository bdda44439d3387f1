package io.antiphon.client;

import io.antiphon.peer.ConnectionState;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Makes a call and sees it through to its end, telling how it goes. */
final class Caller {
  private static final long REFRESH_MILLIS = 100;

  private final CallConfig config;
  private final CallReport report;
  private final Controls controls;
  private final Reconnection reconnection;
  private final NetworkView network = new NetworkView();
  private ConnectionState state = ConnectionState.NEW;
  private long connectedNanos;
  private boolean connectedOnce;
  private boolean recordingFailed;

  /**
   * A caller.
   *
   * @param report is told how it goes
   * @param controls what the user wants meanwhile
   */
  Caller(CallConfig config, CallReport report, Controls controls) {
    this.config = config;
    this.report = report;
    this.controls = controls;
    reconnection = new Reconnection(config.reconnectLimit(), RandomGenerator.getDefault());
  }

  /**
   * Calls until the time is over, the user or a signal ends it.
   *
   * @return {@link ExitCode#DONE} or {@link ExitCode#INTERRUPTED}
   * @throws CallException if the call did not come about or was lost for good
   */
  int call() throws CallException {
    Interruption interruption = new Interruption();
    try (interruption) {
      return call(interruption);
    }
  }

  private int call(Interruption interruption) throws CallException {
    Call call = new Call(config);
    int exitCode = ExitCode.UNEXPECTED;
    String why = null;
    try {
      converse(call);
      exitCode = ExitCode.DONE;
    } catch (InterruptedException e) {
      exitCode = ExitCode.INTERRUPTED;
    } catch (CallException e) {
      exitCode = e.exitCode();
      why = e.getMessage();
      throw e;
    } finally {
      interruption.beginClosing();
      report.end();
      call.close();
      CallEvent recorded = call.finishRecording();
      if (recorded != null && !recordingFailed) {
        report.tell(recorded);
      }
      report.tell(CallEvent.ended(Signals.exitCode(exitCode), why));
    }
    return exitCode;
  }

  private void converse(Call call) throws CallException, InterruptedException {
    report.tell(CallEvent.connecting(config.server().toString()));
    call.dial();
    long dialledNanos = System.nanoTime();
    try (Attempt attempt = new Attempt(call)) {
      while (true) {
        ConnectionState changed = call.awaitChange(REFRESH_MILLIS);
        long nowNanos = System.nanoTime();
        if (changed != null) {
          follow(call, changed, nowNanos);
        }
        if (!connectedOnce && nowNanos - dialledNanos >= config.connectLimit().toNanos()) {
          throw new CallException(
              ExitCode.LOST,
              "The server answered, but no audio connection came about in "
                  + config.connectLimit().toSeconds()
                  + " seconds; a firewall may keep UDP away.");
        }
        reconnect(attempt, nowNanos);
        watchRecording(call);
        network.refresh(nowNanos, call::stats);
        report.show(nowNanos, status(call, nowNanos));
        if (controls.wantsToQuit() || isOver(attempt, nowNanos)) {
          return;
        }
      }
    }
  }

  private void follow(Call call, ConnectionState changed, long nowNanos)
      throws CallException, InterruptedException {
    state = changed;
    switch (changed) {
      case CONNECTED -> onConnected(call, nowNanos);
      case DISCONNECTED -> {
        if (connectedOnce && !reconnection.isAway()) {
          reconnection.onDisconnected(nowNanos);
          report.tell(CallEvent.reconnecting("The server is not heard any more."));
        }
      }
      case FAILED, CLOSED -> onOver(call, changed, nowNanos);
      default -> {}
    }
  }

  private void onConnected(Call call, long nowNanos) {
    if (!connectedOnce) {
      connectedOnce = true;
      connectedNanos = nowNanos;
      report.tell(CallEvent.connected(call.id()));
    } else if (reconnection.isAway()) {
      long awayMillis = reconnection.awayFor(nowNanos).toMillis();
      reconnection.onConnected();
      report.tell(CallEvent.back(call.id(), awayMillis));
    }
  }

  private void onOver(Call call, ConnectionState changed, long nowNanos)
      throws CallException, InterruptedException {
    String reason = call.reason();
    String because = reason == null ? "." : ": " + Sentences.withFullStop(reason);
    if (!connectedOnce) {
      throw new CallException(ExitCode.LOST, "No audio connection came about" + because);
    }
    if (reconnection.isAway()) {
      reconnection.onLost(nowNanos);
      return;
    }
    if (changed == ConnectionState.CLOSED && config.signaling().isServing()) {
      throw new CallException(ExitCode.LOST, "The server has ended the call" + because);
    }
    reconnection.onLost(nowNanos);
    String what =
        changed == ConnectionState.CLOSED ? "The server has gone away" : "The call was lost";
    report.tell(CallEvent.reconnecting(what + because));
  }

  private void reconnect(Attempt attempt, long nowNanos) throws CallException {
    Attempt.Outcome outcome = attempt.poll();
    if (outcome != null && reconnection.isAway()) {
      switch (outcome) {
        case ANSWERED -> reconnection.onAnswered(nowNanos);
        case UNKNOWN -> reconnection.onUnknown(nowNanos);
        case FAILED -> reconnection.onAttemptFailed(nowNanos);
        default -> throw new AssertionError(outcome);
      }
    }
    Reconnection.Step step = reconnection.poll(nowNanos);
    switch (step) {
      case RESTART_ICE, REDIAL -> {
        report.tell(CallEvent.attempt(reconnection.attempts(), step));
        attempt.begin(step);
      }
      case GIVE_UP ->
          throw lost(attempt, "tried in vain for " + config.reconnectLimit().toSeconds() + " s");
      default -> {}
    }
  }

  private static CallException lost(Attempt attempt, String how) {
    String failure = attempt.failure();
    return new CallException(
        ExitCode.LOST, "The call was lost, " + how + (failure.isEmpty() ? "." : ": " + failure));
  }

  private void watchRecording(Call call) {
    String error = call.recordingError();
    if (error != null && !recordingFailed) {
      recordingFailed = true;
      report.tell(
          CallEvent.recordingFailed(Sentences.withFullStop(error) + " The call goes on without."));
    }
  }

  private long elapsedNanos(long nowNanos) {
    return connectedOnce ? nowNanos - connectedNanos : 0;
  }

  private boolean isOver(Attempt attempt, long nowNanos) throws CallException {
    long limitNanos = config.length().toNanos();
    if (limitNanos == 0 || elapsedNanos(nowNanos) < limitNanos) {
      return false;
    }
    if (reconnection.isAway()) {
      throw lost(attempt, "and its time is over");
    }
    return true;
  }

  private CallStatus status(Call call, long nowNanos) {
    return new CallStatus(
        reconnection.isAway() ? "reconnecting" : state.toString(),
        (double) elapsedNanos(nowNanos) / TimeUnit.SECONDS.toNanos(1),
        config.length().toSeconds(),
        call.outDbov(),
        call.inDbov(),
        controls.isMuted(),
        config.lost().get(),
        network.latest());
  }
}
