package io.antiphon.signaling;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tells the observer of each exchange, and the log: one line at debug, with the peer it concerned
 * as {@code peer} in the MDC.
 */
final class AccessLog {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  private final HttpObserver observer;

  AccessLog(HttpObserver observer) {
    this.observer = observer;
  }

  /** An exchange has ended now. */
  void onExchange(Exchange exchange, int status, InetSocketAddress remote, boolean whole) {
    long tookNanos = System.nanoTime() - exchange.startNanos;
    log(exchange, status, tookNanos, remote, whole);
    observer.onExchange(exchange.method(), exchange.route(), status, Duration.ofNanos(tookNanos));
  }

  private static void log(
      Exchange exchange, int status, long tookNanos, InetSocketAddress remote, boolean whole) {
    if (!log.isDebugEnabled()) {
      return;
    }
    @Nullable String peer = exchange.peer();
    if (peer == null) {
      write(exchange, status, tookNanos, remote, whole);
      return;
    }
    // A client may have written it: neither endless nor with line breaks.
    String quoted = MediaTypes.quote(peer);
    String name = quoted.substring(1, quoted.length() - 1);
    try (MDC.MDCCloseable named = MDC.putCloseable("peer", name)) {
      write(exchange, status, tookNanos, remote, whole);
    }
  }

  private static void write(
      Exchange exchange, int status, long tookNanos, InetSocketAddress remote, boolean whole) {
    log.debug(
        "{} {} {} {} µs from {}{}",
        exchange.method(),
        MediaTypes.quote(exchange.path()),
        status,
        tookNanos / 1000,
        remote,
        whole ? "" : ", broken off");
  }
}
