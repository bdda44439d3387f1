package io.antiphon.dtlssrtp;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a handshake.
 *
 * @param profiles the SRTP profiles we take part in, the most liked first; the server's order
 *     decides
 * @param initialRetransmission how long a flight waits for its answer before it is sent again;
 *     doubles each time (RFC 6347 §4.2.4.1, which would begin at 1 s; browsers begin at 50 ms)
 * @param maxRetransmission where the doubling stops
 * @param copyAfter a flight that is not answered so soon is sent once more as it is, as a network
 *     would double it: who has it already drops the copy as a replay and does not answer it; zero
 *     for no copies. On a path with less delay than this none are sent, but of the last flight
 * @param timeLimit from {@link DtlsHandshake#start} to keys, or it has failed
 * @param mtu most bytes in a datagram that we send, 256 to 16,384
 * @param receiveQueue most datagrams that wait to be read; more are dropped and counted
 * @param keyLog who is told the master secret, one line of {@code SSLKEYLOGFILE} without its end
 *     for each handshake, on the handshake's thread; whoever reads it can decrypt the call. Null,
 *     and nobody is, unless it is asked for
 */
public record DtlsConfig(
    List<SrtpProfile> profiles,
    Duration initialRetransmission,
    Duration maxRetransmission,
    Duration copyAfter,
    Duration timeLimit,
    int mtu,
    int receiveQueue,
    @Nullable Consumer<String> keyLog) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting that is out of its range
   */
  public DtlsConfig {
    profiles = List.copyOf(profiles);
    if (profiles.isEmpty()) {
      throw new IllegalArgumentException("profiles is empty");
    }
    check("initialRetransmission", initialRetransmission, 1, 60_000);
    check("maxRetransmission", maxRetransmission, initialRetransmission.toMillis(), 60_000);
    check("copyAfter", copyAfter, 0, 60_000);
    check("timeLimit", timeLimit, 1, Integer.MAX_VALUE);
    if (mtu < 256 || mtu > 16_384) {
      throw new IllegalArgumentException("mtu is not within 256..16384: " + mtu);
    }
    if (receiveQueue < 1 || receiveQueue > 4096) {
      throw new IllegalArgumentException("receiveQueue is not within 1..4096: " + receiveQueue);
    }
  }

  /**
   * AEAD_AES_256_GCM before AEAD_AES_128_GCM before AES128_CM_HMAC_SHA1_80; copies after 20 ms,
   * retransmissions after 50 ms, doubling to 200 ms; 30 s in all; datagrams of 1,200 bytes; 64 of
   * them waiting.
   */
  public static DtlsConfig defaults() {
    return new DtlsConfig(
        List.of(SrtpProfile.values()),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofMillis(20),
        Duration.ofSeconds(30),
        1200,
        64,
        null);
  }

  /** The same with other profiles, the most liked first. */
  public DtlsConfig withProfiles(SrtpProfile... profiles) {
    return new DtlsConfig(
        List.of(profiles),
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        keyLog);
  }

  /** The same with another schedule of retransmissions. */
  public DtlsConfig withRetransmission(Duration initial, Duration max) {
    return new DtlsConfig(profiles, initial, max, copyAfter, timeLimit, mtu, receiveQueue, keyLog);
  }

  /** The same with copies sent after another time; zero for none. */
  public DtlsConfig withCopyAfter(Duration copyAfter) {
    return new DtlsConfig(
        profiles,
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        keyLog);
  }

  /** The same with another time limit. */
  public DtlsConfig withTimeLimit(Duration timeLimit) {
    return new DtlsConfig(
        profiles,
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        keyLog);
  }

  /** The same with another size for the datagrams that we send. */
  public DtlsConfig withMtu(int mtu) {
    return new DtlsConfig(
        profiles,
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        keyLog);
  }

  /** The same with another bound on the datagrams that wait to be read. */
  public DtlsConfig withReceiveQueue(int receiveQueue) {
    return new DtlsConfig(
        profiles,
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        keyLog);
  }

  /** The same, telling this one the secrets of every handshake; for finding faults. */
  public DtlsConfig withKeyLog(Consumer<String> log) {
    return new DtlsConfig(
        profiles,
        initialRetransmission,
        maxRetransmission,
        copyAfter,
        timeLimit,
        mtu,
        receiveQueue,
        log);
  }

  private static void check(String name, Duration value, long minMillis, long maxMillis) {
    if (value.toMillis() < minMillis || value.toMillis() > maxMillis) {
      throw new IllegalArgumentException(
          name + " is not within " + minMillis + ".." + maxMillis + " ms: " + value);
    }
  }
}
