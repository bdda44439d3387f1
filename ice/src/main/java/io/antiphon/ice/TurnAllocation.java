package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address on a TURN server that relays for us (RFC 8656): made with a user name and password,
 * kept, and given back.
 *
 * <p>Permissions are asked for as soon as something is sent to a peer, and a channel as soon as
 * that is no STUN. Both are renewed while in use; the allocation is until {@link #close}.
 *
 * <p>Owns no socket, thread or clock: messages and time come in by the methods, what is to be sent
 * and told comes out of {@link #pollTransmit} and {@link #pollEvent}. Driven by one thread.
 */
public final class TurnAllocation {
  private static final Logger LOG = LoggerFactory.getLogger(TurnAllocation.class);

  private final boolean ipv6;
  private final LongTermCredential credential;
  private final Queue<ByteBuffer> transmits = new ArrayDeque<>();
  private final Queue<TurnEvent> events = new ArrayDeque<>();
  private final StunExchange exchange;
  private final RelayedPeers peers;
  private @Nullable InetSocketAddress relayed;
  private boolean over;
  private final AllocationLifetime lifetime = new AllocationLifetime();

  /**
   * One that has not been asked for yet.
   *
   * @param username known to the server
   * @param password beside it
   * @param ipv6 whether peers are to be reached by IPv6 in place of IPv4
   * @param stream whether the way to the server is TCP or TLS: nothing is sent twice, and data is
   *     padded
   * @param random for transaction IDs: one that cannot be guessed, except in tests
   */
  public TurnAllocation(
      String username, String password, boolean ipv6, boolean stream, RandomGenerator random) {
    this.credential = new LongTermCredential(username, password);
    this.ipv6 = ipv6;
    this.exchange = new StunExchange(stream, random, transmits);
    this.peers = new RelayedPeers(credential, exchange, stream, random, transmits, this::fail);
  }

  private abstract class Request extends TurnRequest {
    Request() {
      super(credential, exchange);
    }
  }

  private final class Allocate extends Request {
    @Override
    StunWriter write(TransactionId id) {
      StunWriter writer = StunWriter.of(StunFraming.ALLOCATE_REQUEST, id).requestedTransportUdp();
      return ipv6 ? writer.requestedIpv6() : writer;
    }

    @Override
    void onSuccess(long nowNanos, StunMessage answer) {
      InetSocketAddress address = answer.relayedAddress();
      InetSocketAddress mapped = answer.mappedAddress();
      if (address == null || mapped == null) {
        onFailure(nowNanos, TurnEvent.Failed.UNREACHABLE, "its answer has no address in it");
        return;
      }
      relayed = address;
      lifetime.onGranted(nowNanos, answer.lifetimeSeconds());
      events.add(new TurnEvent.Allocated(address, mapped));
    }

    @Override
    void onFailure(long nowNanos, int code, String reason) {
      fail(code, reason);
    }
  }

  private final class Refresh extends Request {
    @Override
    StunWriter write(TransactionId id) {
      return StunWriter.of(StunFraming.REFRESH_REQUEST, id)
          .lifetime(AllocationLifetime.wantedSeconds());
    }

    @Override
    void onSuccess(long nowNanos, StunMessage answer) {
      lifetime.onGranted(nowNanos, answer.lifetimeSeconds());
    }

    @Override
    void onFailure(long nowNanos, int code, String reason) {
      if (code == TurnEvent.Failed.UNREACHABLE && !lifetime.isOver(nowNanos)) {
        lifetime.onSilence(nowNanos);
      } else {
        fail(code, reason);
      }
    }
  }

  /** Asks for it; an {@link TurnEvent} tells what becomes of that. To be called once. */
  public void allocate(long nowNanos) {
    exchange.ask(nowNanos, new Allocate());
  }

  private void fail(int code, String reason) {
    if (!over) {
      over = true;
      relayed = null;
      exchange.clear();
      events.add(new TurnEvent.Failed(code, reason));
    }
  }

  /** The address on the server; null before there is one and after it is gone. */
  public @Nullable InetSocketAddress relayedAddress() {
    return relayed;
  }

  /**
   * Frames what is to go to a peer by way of the server.
   *
   * @param payload position to limit; read, and left at its end or where it was
   * @return what to send to the server, valid until the next call; null if it is held until the
   *     server permits it, or cannot be sent. Allocates nothing once the peer has a channel
   */
  public @Nullable ByteBuffer wrap(long nowNanos, InetSocketAddress peer, ByteBuffer payload) {
    return relayed == null ? null : peers.wrap(nowNanos, peer, payload);
  }

  /**
   * Takes a message of the server; what is none is dropped.
   *
   * @param message position to limit, one message or one ChannelData; narrowed to the payload if it
   *     brings one
   * @return the peer whose payload it brings, or null if it is for the allocation itself
   */
  public @Nullable InetSocketAddress receive(long nowNanos, ByteBuffer message) {
    if (over) {
      return null;
    }
    if (TurnChannels.isChannelData(message)) {
      return peers.unwrap(message);
    }
    if (!StunFraming.isStun(message) || !StunFraming.isWellFormed(message)) {
      return null;
    }
    try {
      if (StunFraming.type(message) == StunFraming.DATA_INDICATION) {
        return peers.onData(message);
      }
      onAnswer(nowNanos, StunMessage.parse(message));
    } catch (StunFormatException e) {
      LOG.trace("Dropped a message of the server: {}", e.getMessage());
    }
    return null;
  }

  private void onAnswer(long nowNanos, StunMessage answer) {
    boolean trusted = answer.isError() && !answer.isSigned();
    if (!StunFraming.isAnswer(answer.type())
        || !exchange.awaits(answer.transactionId())
        || !(trusted || credential.vouchesFor(answer))) {
      return;
    }
    StunExchange.Question asked = exchange.take(answer);
    if (asked != null) {
      asked.onAnswer(nowNanos, answer);
    }
  }

  /** Lets time pass: asks again, and renews what runs out. */
  public void advanceTo(long nowNanos) {
    exchange.advanceTo(nowNanos);
    if (relayed == null) {
      return;
    }
    if (lifetime.isOver(nowNanos)) {
      fail(TurnEvent.Failed.UNREACHABLE, "it has stopped answering");
      return;
    }
    if (lifetime.beginRefresh(nowNanos)) {
      exchange.ask(nowNanos, new Refresh());
    }
    peers.advanceTo(nowNanos);
  }

  /** When to call {@link #advanceTo}, if nothing arrives before; empty if time changes nothing. */
  public OptionalLong nextTimeoutNanos() {
    Earliest earliest = new Earliest();
    exchange.consider(earliest);
    if (relayed != null) {
      lifetime.consider(earliest);
      peers.consider(earliest);
    }
    return earliest.get();
  }

  /** The next message for the server, or null. */
  public @Nullable ByteBuffer pollTransmit() {
    return transmits.poll();
  }

  /** The next thing to tell, or null. */
  public @Nullable TurnEvent pollEvent() {
    return events.poll();
  }

  /**
   * Gives the address back (RFC 8656 §7: a lifetime of zero): one message to send, no answer is
   * waited for. Idempotent.
   */
  public void close() {
    if (!over) {
      over = true;
      exchange.clear();
      if (relayed != null) {
        exchange.tell(
            id -> credential.sign(StunWriter.of(StunFraming.REFRESH_REQUEST, id).lifetime(0)));
      }
      relayed = null;
    }
  }
}
