package io.antiphon.server;

import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.Recorder;
import io.antiphon.peer.StatsReport;
import io.antiphon.signaling.Offer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Writes a peer's life into the log, a line for each turn in it; {@code peer} is in the MDC. */
final class PeerJournal {
  private static final Logger log = LoggerFactory.getLogger(PeerJournal.class);
  private static final int LONGEST_WORDS = 160;

  private final String id;
  private final PeerConnection connection;
  private final Supplier<@Nullable Recorder> recorder;
  private final long joinedNanos = System.nanoTime();
  private long connectedNanos;
  private boolean wasConnected;

  PeerJournal(String id, PeerConnection connection, Supplier<@Nullable Recorder> recorder) {
    this.id = id;
    this.connection = connection;
    this.recorder = recorder;
  }

  /** Somebody new has been answered. */
  static void joined(String id, Offer offer) {
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", id)) {
      log.info(
          "joined{}{}{}",
          said(", called ", offer.name()),
          said(", in room ", offer.room()),
          said(", with ", offer.userAgent()));
    }
  }

  /** What others have said is shortened, and cannot begin a line of its own. */
  private static String said(String before, @Nullable String words) {
    if (words == null) {
      return "";
    }
    String shown = words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS);
    return before + shown.replaceAll("\\p{Cntrl}", "?");
  }

  /** On the event loop. */
  void onState(ConnectionState state) {
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", id)) {
      switch (state) {
        case CONNECTED -> connected();
        case FAILED -> log.info("failed{}", said(": ", connection.reason()));
        case CLOSED -> log.info("closed{}; {}", said(": ", connection.reason()), summary());
        default -> log.debug("is {}", state);
      }
    }
  }

  private void connected() {
    if (wasConnected) {
      log.info("connected again");
      return;
    }
    wasConnected = true;
    connectedNanos = System.nanoTime();
    log.info("connected after {} ms", TimeUnit.NANOSECONDS.toMillis(connectedNanos - joinedNanos));
  }

  private String summary() {
    String duration =
        wasConnected
            ? String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - connectedNanos) * 1e-9)
            : "never connected";
    return duration + traffic() + recording();
  }

  /** On the event loop the numbers are there at once; anywhere else we do not wait for them. */
  private String traffic() {
    CompletableFuture<StatsReport> asked = connection.getStats();
    if (!asked.isDone() || asked.isCompletedExceptionally()) {
      return "";
    }
    StatsReport report = asked.join();
    String in = report.first("inbound-rtp").map(PeerJournal::received).orElse(", nothing heard");
    String out =
        report
            .first("outbound-rtp")
            .map(stats -> String.format(Locale.ROOT, ", %.0f sent", stats.number("packetsSent")))
            .orElse("");
    return in + out;
  }

  private static String received(StatsReport.Stats inbound) {
    double mos = inbound.number("mos");
    return String.format(
        Locale.ROOT,
        ", %.0f packets received, %.0f lost%s",
        inbound.number("packetsReceived"),
        inbound.number("packetsLost"),
        Double.isNaN(mos) ? "" : String.format(Locale.ROOT, ", MOS %.2f at the end", mos));
  }

  private String recording() {
    Recorder last = recorder.get();
    if (last == null) {
      return "";
    }
    String error = last.error();
    return error == null ? ", recorded as " + last.file() : ", " + error;
  }
}
