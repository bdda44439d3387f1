package io.antiphon.signaling;

import java.time.Duration;

/**
 * How long and how much a server waits for.
 *
 * @param maxBodyBytes of a request that is not streamed
 * @param idle between requests on a connection
 * @param request from a request's first byte to its last, and between pieces of a streamed one
 * @param handler from the end of a request to the reply of its handler
 * @param write until the network takes a piece of a reply
 * @param maxConnections open at once; more are closed as they come
 * @param observer hears of each exchange
 */
record HttpSettings(
    int maxBodyBytes,
    Duration idle,
    Duration request,
    Duration handler,
    Duration write,
    int maxConnections,
    HttpObserver observer) {
  static final HttpSettings DEFAULT =
      new HttpSettings(
          1 << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          4096,
          (method, route, status, took) -> {});

  HttpSettings withMaxBodyBytes(int bytes) {
    return new HttpSettings(bytes, idle, request, handler, write, maxConnections, observer);
  }

  HttpSettings withIdle(Duration time) {
    return new HttpSettings(maxBodyBytes, time, request, handler, write, maxConnections, observer);
  }

  HttpSettings withRequest(Duration time) {
    return new HttpSettings(maxBodyBytes, idle, time, handler, write, maxConnections, observer);
  }

  HttpSettings withHandler(Duration time) {
    return new HttpSettings(maxBodyBytes, idle, request, time, write, maxConnections, observer);
  }

  HttpSettings withWrite(Duration time) {
    return new HttpSettings(maxBodyBytes, idle, request, handler, time, maxConnections, observer);
  }

  HttpSettings withMaxConnections(int connections) {
    return new HttpSettings(maxBodyBytes, idle, request, handler, write, connections, observer);
  }

  HttpSettings withObserver(HttpObserver newObserver) {
    return new HttpSettings(
        maxBodyBytes, idle, request, handler, write, maxConnections, newObserver);
  }
}
