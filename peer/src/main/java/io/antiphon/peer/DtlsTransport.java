package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.Identity;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS association of a peer (W3C WebRTC §5.5, RFC 8842): one handshake in its role, which
 * begins when there is a path, and what comes too early for it.
 *
 * <p>Touched by the peer's event loop alone.
 */
final class DtlsTransport {
  private static final Logger log = LoggerFactory.getLogger(DtlsTransport.class);

  /** Datagrams that wait for the negotiation of a role; more are dropped. */
  private static final int MAX_WAITING = 16;

  /** Whose association it is; called on the event loop. */
  interface Listener {
    /** There is a path, and this is to go by it. */
    void onDtlsDatagram(ByteBuffer datagram);

    void onAssociation(DtlsEvent.Connected connected);

    /** It has failed, or the other side has closed it. */
    void onDtlsEnded(String reason);
  }

  private final Identity identity;
  private final Executor handshakes;
  private final Executor loop;
  private final HandshakeWatch watch;
  private final Listener listener;
  private final Queue<ByteBuffer> early = new ArrayDeque<>();
  private @Nullable DtlsHandshake handshake;
  private @Nullable DtlsRole role;
  private DtlsState state = DtlsState.NEW;
  private DtlsEvent.@Nullable Connected association;
  private boolean hasPath;
  private boolean closed;

  /**
   * An association of which nothing is known yet.
   *
   * @param handshakes where the handshake computes
   * @param loop the event loop of the peer
   */
  DtlsTransport(
      Identity identity,
      Executor handshakes,
      Executor loop,
      HandshakeWatch watch,
      Listener listener) {
    this.identity = identity;
    this.handshakes = handshakes;
    this.loop = loop;
    this.watch = watch;
    this.listener = listener;
  }

  /** The certificate that this side presents. */
  Identity identity() {
    return identity;
  }

  DtlsState state() {
    return state;
  }

  /** Ours; null before it was negotiated. */
  @Nullable DtlsRole role() {
    return role;
  }

  /** What the handshake has settled; null before its end. */
  DtlsEvent.@Nullable Connected association() {
    return association;
  }

  /** Makes the handshake ready in the role that was negotiated; a second call does nothing. */
  void prepare(DtlsRole negotiated, Collection<Fingerprint> remoteFingerprints) {
    if (handshake != null) {
      return;
    }
    role = negotiated;
    DtlsHandshake prepared =
        new DtlsHandshake(
            identity,
            negotiated,
            remoteFingerprints,
            DtlsConfig.defaults(),
            handshakes,
            event -> loop.execute(() -> onEvent(event)));
    handshake = prepared;
    for (ByteBuffer held = early.poll(); held != null; held = early.poll()) {
      prepared.receive(held);
    }
    start();
  }

  /** There is a path, the first or another one. */
  void onPath() {
    hasPath = true;
    start();
  }

  private void start() {
    DtlsHandshake prepared = handshake;
    if (prepared != null && hasPath && state == DtlsState.NEW) {
      state = DtlsState.CONNECTING;
      watch.begin(role);
      prepared.start();
    }
  }

  /** Takes a datagram of the other side's, which is only read during the call. */
  void receive(ByteBuffer datagram) {
    DtlsHandshake prepared = handshake;
    if (prepared != null) {
      prepared.receive(datagram);
    } else if (early.size() < MAX_WAITING) {
      // The other side has our offer already, but its answer has not reached us yet.
      early.add(ByteBuffer.allocate(datagram.remaining()).put(datagram).flip());
    }
  }

  private void onEvent(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      listener.onDtlsDatagram(transmit.datagram());
    } else if (event instanceof DtlsEvent.Connected connected) {
      onConnected(connected);
    } else if (event instanceof DtlsEvent.Failed failed) {
      watch.failed(failed.reason());
      state = DtlsState.FAILED;
      listener.onDtlsEnded(failed.reason());
    } else if (event instanceof DtlsEvent.Closed) {
      state = DtlsState.CLOSED;
      listener.onDtlsEnded("the other side has closed the connection");
    }
  }

  private void onConnected(DtlsEvent.Connected connected) {
    if (closed) {
      return;
    }
    log.debug("DTLS is connected: {}, {}", connected.cipherSuite(), connected.profile());
    watch.connected(connected.profile().name());
    association = connected;
    state = DtlsState.CONNECTED;
    listener.onAssociation(connected);
  }

  /** Says goodbye; what that wants to send goes the last path. */
  void close() {
    closed = true;
    DtlsHandshake prepared = handshake;
    if (prepared != null) {
      prepared.close();
    }
  }
}
