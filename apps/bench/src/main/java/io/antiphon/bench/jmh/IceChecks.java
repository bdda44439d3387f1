package io.antiphon.bench.jmh;

import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceState;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.Transmit;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** STUN checks between two transports, without a socket and in virtual time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class IceChecks {
  private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5000);
  private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.2", 6000);

  /** 5 s and a fifth: then a check is due on either side. */
  private static final long CONSENT_NANOS = Duration.ofSeconds(6).toNanos();

  /** Asked for consent alone, not for signs of life. */
  private static final IceConfig CONFIG =
      IceConfig.defaults().withDisconnectedAfter(Duration.ofSeconds(20));

  private Side asking = new Side(IceRole.CONTROLLING, HERE);
  private Side answering = new Side(IceRole.CONTROLLED, THERE);
  private ByteBuffer request = ByteBuffer.allocate(0);
  private long nowNanos;

  /** A transport that hands over what it sends. */
  private static final class Side {
    final IceTransport transport;

    Side(IceRole role, InetSocketAddress address) {
      transport = new IceTransport(CONFIG, role, new Random(address.getPort()));
      transport.addLocalCandidate(Candidate.host(address, 65_535), address);
    }

    void signalTo(long nowNanos, Side other) {
      other.transport.setRemoteCredentials(nowNanos, transport.localCredentials());
      transport.localCandidates().forEach(c -> other.transport.addRemoteCandidate(nowNanos, c));
      other.transport.endOfRemoteCandidates(nowNanos);
    }

    /** Hands all that it has to send to the other side; how much that was. */
    int deliver(long nowNanos, Side other) {
      int count = 0;
      for (Transmit t; (t = transport.pollTransmit()) != null; count++) {
        InetSocketAddress to = t.remote();
        InetSocketAddress from = t.local();
        other.transport.receive(nowNanos, to, from, t.datagram());
      }
      while (transport.pollEvent() != null) {}
      return count;
    }
  }

  /** Connects them, and keeps a request to be asked again and again. */
  @Setup
  public void connect() {
    asking = new Side(IceRole.CONTROLLING, HERE);
    answering = new Side(IceRole.CONTROLLED, THERE);
    asking.signalTo(nowNanos, answering);
    answering.signalTo(nowNanos, asking);
    exchange(asking, answering);
    if (asking.transport.state() != IceState.COMPLETED) {
      throw new IllegalStateException("not connected: " + asking.transport.state());
    }
    nowNanos += CONSENT_NANOS;
    asking.transport.advanceTo(nowNanos);
    request = Objects.requireNonNull(asking.transport.pollTransmit()).datagram();
  }

  private void exchange(Side a, Side b) {
    int delivered;
    do {
      delivered = a.deliver(nowNanos, b) + b.deliver(nowNanos, a);
    } while (delivered > 0);
  }

  /** A check comes in: parsed, authenticated, answered. */
  @Benchmark
  public ByteBuffer answerACheck() {
    answering.transport.receive(nowNanos, THERE, HERE, request);
    return Objects.requireNonNull(answering.transport.pollTransmit()).datagram();
  }

  /** A consent check goes out and is answered: what both sides do for it. */
  @Benchmark
  @OperationsPerInvocation(2) // one from each side
  public @Nullable CandidatePair consentRoundTrip() {
    nowNanos += CONSENT_NANOS;
    asking.transport.advanceTo(nowNanos);
    answering.transport.advanceTo(nowNanos);
    exchange(asking, answering);
    return asking.transport.selectedPair();
  }

  /** Two new transports, from credentials to the nominated pair. */
  @Benchmark
  public IceState connectTwoTransports() {
    Side a = new Side(IceRole.CONTROLLING, HERE);
    Side b = new Side(IceRole.CONTROLLED, THERE);
    a.signalTo(nowNanos, b);
    b.signalTo(nowNanos, a);
    exchange(a, b);
    return a.transport.state();
  }
}
