package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How long a server has kept the packets of its callers until it played them, second by second,
 * from its own statistics ({@code jitterBufferDelay} by {@code jitterBufferEmittedCount}).
 *
 * <p>It says in its slots of 20 ms what it has heard. Where a caller's packets fall in the slot
 * makes up to 20 ms of difference from call to call.
 */
final class ServerHold implements AutoCloseable {
  /**
   * What it was in one second.
   *
   * @param endNanos when the second was over
   * @param millis on average over all that was played in it
   */
  record Held(long endNanos, double millis) {}

  private static final double RATE_HZ = 48_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpRequest request;
  private final List<Held> seconds = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "bench-server-hold");
            thread.setDaemon(true);
            return thread;
          });
  private double delay;
  private double samples;

  private ServerHold(URI server) {
    request = HttpRequest.newBuilder(server.resolve("/stats")).build();
  }

  static ServerHold of(URI server) {
    ServerHold hold = new ServerHold(server);
    var unused = hold.clock.scheduleAtFixedRate(hold::look, 0, 1, TimeUnit.SECONDS);
    return hold;
  }

  private void look() {
    try {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      double delayNow = 0;
      double samplesNow = 0;
      for (JsonNode peer : json.readTree(body).path("peers")) {
        for (JsonNode each : peer.path("stats")) {
          delayNow += each.path("jitterBufferDelay").asDouble();
          samplesNow += each.path("jitterBufferEmittedCount").asDouble();
        }
      }
      note(delayNow, samplesNow);
    } catch (IOException e) {
      // It is on its way out; what it said before counts.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(double delayNow, double samplesNow) {
    double played = samplesNow - samples;
    if (samples > 0 && played > RATE_HZ / 2) {
      seconds.add(new Held(System.nanoTime(), 1_000 * (delayNow - delay) / played));
    }
    delay = delayNow;
    samples = samplesNow;
  }

  /** Each second so far. */
  synchronized List<Held> seconds() {
    return List.copyOf(seconds);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
