package io.antiphon.client;

import io.antiphon.client.CallStatus.Network;
import io.antiphon.peer.StatsReport;
import io.antiphon.peer.StatsReport.Stats;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the statistics say of the network, asked for once a second and never waited for. */
final class NetworkView {
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private @Nullable CompletableFuture<StatsReport> pending;
  private Network latest = Network.UNKNOWN;
  private boolean askedOnce;
  private long askedNanos;
  private double delayBefore;
  private double emittedBefore;

  /** Takes what has come, and asks anew if it is time to. */
  void refresh(long nowNanos, Supplier<CompletableFuture<StatsReport>> stats) {
    CompletableFuture<StatsReport> asked = pending;
    if (asked != null && asked.isDone()) {
      if (!asked.isCompletedExceptionally()) {
        latest = of(asked.join());
      }
      pending = null;
    }
    if (!askedOnce || nowNanos - askedNanos >= REFRESH_NANOS) {
      askedOnce = true;
      askedNanos = nowNanos;
      pending = stats.get();
    }
  }

  Network latest() {
    return latest;
  }

  private Network of(StatsReport report) {
    double roundTrip = number(report, "candidate-pair", "currentRoundTripTime") * 1_000;
    double lost = number(report, "inbound-rtp", "packetsLost");
    double received = number(report, "inbound-rtp", "packetsReceived");
    double loss = received > 0 ? Math.max(0, 100 * lost / (lost + received)) : Double.NaN;
    return new Network(roundTrip, loss, buffer(report));
  }

  /** The mean since it was asked last: W3C's counters grow for ever. */
  private double buffer(StatsReport report) {
    double delay = number(report, "inbound-rtp", "jitterBufferDelay");
    double emitted = number(report, "inbound-rtp", "jitterBufferEmittedCount");
    double mean = (delay - delayBefore) / (emitted - emittedBefore) * 1_000;
    delayBefore = delay;
    emittedBefore = emitted;
    return Double.isFinite(mean) && mean >= 0 ? mean : Double.NaN;
  }

  private static double number(StatsReport report, String type, String member) {
    Stats stats = report.first(type).orElse(null);
    Object value = stats == null ? null : stats.members().get(member);
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
