package io.antiphon.bench;

import io.antiphon.signaling.SignalingClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the first caller of a server waits longer than the tenth; asked by a warm caller. */
final class FirstCalls {
  private static final int CALLS = 10;
  private static final int CALLS_BEFORE = 20;

  private FirstCalls() {}

  static void run(Path home, LoadGenerator load, int servers, PrintWriter out) throws Exception {
    List<List<Double>> answered = new ArrayList<>();
    List<List<Double>> connected = new ArrayList<>();
    List<List<Double>> heard = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      answered.add(new ArrayList<>());
      connected.add(new ArrayList<>());
      heard.add(new ArrayList<>());
    }
    List<Double> starts = new ArrayList<>();
    warmTheCaller(home, load);
    for (int i = 0; i < servers; i++) {
      long startNanos = System.nanoTime();
      try (ServerProcess server = ServerProcess.start(home)) {
        starts.add((System.nanoTime() - startNanos) * 1e-6);
        for (int call = 0; call < CALLS; call++) {
          // Each caller is another one, and opens a connection of its own.
          SignalingClient signaling = SignalingClient.to(server.uri());
          CallTimes times = CallTimes.of(load, signaling);
          answered.get(call).add((times.answeredNanos() - times.postedNanos()) * 1e-6);
          connected.get(call).add((times.connectedNanos() - times.postedNanos()) * 1e-6);
          heard.get(call).add((times.heardNanos() - times.postedNanos()) * 1e-6);
          load.hangUp();
          load.clear();
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%d servers, each called %d times from its start on, one call after the other%n%n",
        servers,
        CALLS);
    out.println("| ms | p50 | most |");
    out.println("|---|---|---|");
    row(out, "the server listens, ms after its start", starts);
    for (int call : new int[] {1, 2, 3, 10}) {
      row(out, "POST to the answer, call " + call, answered.get(call - 1));
      row(out, "POST to keys, call " + call, connected.get(call - 1));
      row(out, "POST to the first packet, call " + call, heard.get(call - 1));
    }
  }

  private static void warmTheCaller(Path home, LoadGenerator load) throws Exception {
    try (ServerProcess server = ServerProcess.start(home)) {
      for (int i = 0; i < CALLS_BEFORE; i++) {
        SignalingClient signaling = SignalingClient.to(server.uri());
        CallTimes unused = CallTimes.of(load, signaling);
        load.hangUp();
        load.clear();
      }
    }
  }

  private static void row(PrintWriter out, String what, List<Double> millis) {
    Delays delays = new Delays(what, millis, 0);
    out.printf(
        Locale.ROOT, "| %s | %.0f | %.0f |%n", what, delays.percentile(50), delays.percentile(100));
    out.flush();
  }
}
