package io.antiphon.signaling;

import java.time.Duration;

/** Hears of every exchange when it is over: for counting, not for changing anything. */
@FunctionalInterface
public interface HttpObserver {
  /**
   * An exchange has ended. Called on a network thread; must not block.
   *
   * @param method of the request, as the client wrote it
   * @param route the template that matched, such as {@code /peers/{id}}; {@code none} if none did
   * @param status of the reply
   * @param took from the request's first line to the reply's last byte
   */
  void onExchange(String method, String route, int status, Duration took);
}
