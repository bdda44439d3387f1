package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many offers to a server at the same moment. */
final class HandshakeBurst {
  private static final int PATIENCE_SECONDS = 60;
  private static final long LOOK_MILLIS = 5;

  private HandshakeBurst() {}

  /**
   * Measures it.
   *
   * @param callsBefore that the server has had, one after the other: the JIT compiler's share of
   *     them is large
   * @param talking whether those who are connected talk at once, which costs the server more than
   *     the handshakes of the others; or else when all are
   */
  static void run(
      Path home, LoadGenerator load, int count, int callsBefore, boolean talking, PrintWriter out)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(home)) {
      SignalingClient signaling = SignalingClient.to(server.uri());
      for (int i = 0; i < callsBefore; i++) {
        CallTimes unused = CallTimes.of(load, signaling);
        load.hangUp();
        load.clear();
      }
      Watch watch = new Watch(server);
      double threadsBefore = server.measured().threads();
      double memoryBefore = server.measured().residentMebibytes();
      load.mute(!talking);
      watch.start();
      Duration cpuBefore = server.measured().cpu();
      long fromNanos = System.nanoTime();
      List<Double> millis = callAtOnce(load, signaling, count);
      double seconds = (System.nanoTime() - fromNanos) * 1e-9;
      double cpuMillis = server.measured().cpu().minus(cpuBefore).toNanos() * 1e-6;
      watch.end();
      load.mute(false);
      Delays delays = new Delays("burst", millis, count - millis.size());
      out.printf(
          Locale.ROOT,
          "%d offers at once: %d connected; POST to keys p50 %.0f, p95 %.0f, max %.0f ms%n",
          count,
          millis.size(),
          delays.percentile(50),
          delays.percentile(95),
          delays.percentile(100));
      out.printf(
          Locale.ROOT,
          "the server: %.1f ms of CPU for each call, all in %.1f s%n",
          cpuMillis / count,
          seconds);
      out.printf(
          Locale.ROOT,
          "the server: %.0f threads, %.0f at most; %.0f MiB resident, %.0f at most%n",
          threadsBefore,
          watch.threads,
          memoryBefore,
          watch.mebibytes);
      out.flush();
    }
  }

  private static List<Double> callAtOnce(LoadGenerator load, SignalingClient signaling, int count)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(count);
    ExecutorService callers = Executors.newFixedThreadPool(count);
    try {
      Callable<Double> call =
          () -> {
            LoadPeer peer = load.newPeer();
            Offer offer = Offer.of(load.ask(peer::offer));
            together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            long postedNanos = System.nanoTime();
            String answer = signaling.offer(offer).sdp();
            load.execute(() -> peer.takeAnswer(answer));
            return (peer.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS) - postedNanos) * 1e-6;
          };
      List<Double> millis = new ArrayList<>();
      for (Future<Double> each : callers.invokeAll(Collections.nCopies(count, call))) {
        try {
          millis.add(each.get());
        } catch (java.util.concurrent.ExecutionException e) {
          System.err.println("a call failed: " + e.getCause());
        }
      }
      return millis;
    } finally {
      callers.shutdownNow();
    }
  }

  /** Looks at the server again and again. */
  private static final class Watch extends Thread {
    private final ServerProcess server;
    private volatile boolean ended;
    private volatile double threads;
    private volatile double mebibytes;

    Watch(ServerProcess server) {
      super("bench-watch");
      setDaemon(true);
      this.server = server;
    }

    @Override
    public void run() {
      while (!ended) {
        threads = Math.max(threads, server.measured().threads());
        mebibytes = Math.max(mebibytes, server.measured().residentMebibytes());
        try {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    void end() throws InterruptedException {
      ended = true;
      join();
    }
  }
}
