package io.antiphon.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a server needs while its callers talk.
 *
 * @param cpuMillis per peer and second
 * @param heardPercent packets that arrived, of those it should have sent
 * @param residentMebibytes of memory
 * @param threads it has
 * @param pauses of its garbage collector
 * @param longestPauseMillis of them
 */
record ServerCost(
    double cpuMillis,
    double heardPercent,
    double residentMebibytes,
    double threads,
    int pauses,
    double longestPauseMillis) {
  private static final int PACKETS_PER_SECOND = 50;

  /** Measures it for so many seconds of so many callers. */
  static ServerCost measure(ServerProcess server, LoadGenerator load, int peers, int seconds)
      throws IOException, InterruptedException {
    long fromNanos = System.nanoTime();
    Duration cpu = server.measured().cpu();
    long heard = load.packetsReceived();
    int pausesBefore = server.pauses().size();
    TimeUnit.SECONDS.sleep(seconds);
    double peerSeconds = (System.nanoTime() - fromNanos) * 1e-9 * peers;
    cpu = server.measured().cpu().minus(cpu);
    heard = load.packetsReceived() - heard;
    List<Double> pauses = server.pauses();
    pauses = pauses.subList(pausesBefore, pauses.size());
    return new ServerCost(
        cpu.toNanos() * 1e-6 / peerSeconds,
        100.0 * heard / (peerSeconds * PACKETS_PER_SECOND),
        server.measured().residentMebibytes(),
        server.measured().threads(),
        pauses.size(),
        pauses.isEmpty() ? 0 : Collections.max(pauses));
  }
}
