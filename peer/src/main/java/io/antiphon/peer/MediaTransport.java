package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidateFormatException;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.GatheringListener;
import io.antiphon.ice.IceCredentials;
import io.antiphon.ice.IceEvent;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceState;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.Transmit;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transport of a peer: ICE finds the path, DTLS agrees on keys over it, SRTP protects what
 * goes through (RFC 5764, RFC 7983).
 *
 * <p>Driven by the peer's event loop alone.
 */
final class MediaTransport implements DtlsTransport.Listener {
  private static final Logger log = LoggerFactory.getLogger(MediaTransport.class);

  /** Who is told of what comes through; called on the event loop. */
  interface Listener extends SrtpTransport.Listener {
    void onStateChanged(ConnectionState state, @Nullable String reason);

    void onIceState(IceState state);

    /** What log lines and the flight recorder call the peer. */
    String label();
  }

  private final Endpoint endpoint;
  private final IceTransport ice;
  private final CandidateSearch gatherer;
  private final Listener listener;
  private final TransportCounters counters = new TransportCounters();
  private final DtlsTransport dtls;
  private final SrtpTransport srtp;
  private PathCounters pathCounters = new PathCounters();
  private @Nullable CandidatePair path;
  private ConnectionState state = ConnectionState.NEW;
  private @Nullable String failure;

  /** Controlled until told otherwise: an answerer is, an offerer controls (RFC 8445 §6.1.1). */
  MediaTransport(
      Endpoint endpoint,
      GatheringConfig gathering,
      Listener listener,
      GatheringListener gatheringListener) {
    this.endpoint = endpoint;
    this.listener = listener;
    dtls =
        new DtlsTransport(
            endpoint.identity(),
            endpoint.handshakes(),
            endpoint.loop(),
            new HandshakeWatch(listener.label(), endpoint.watch()),
            this);
    srtp = new SrtpTransport(counters, listener);
    ice = new IceTransport(endpoint.config().ice(), IceRole.CONTROLLED, endpoint.random());
    gatherer = new CandidateSearch(endpoint, ice, gathering, this::onDatagram, gatheringListener);
  }

  /** On the event loop: from now on datagrams come. */
  void open() {
    endpoint.port().attach(ice, this::onDatagram);
    gatherer.open();
  }

  /** The certificate that this side presents. */
  Identity identity() {
    return dtls.identity();
  }

  CandidateSearch gatherer() {
    return gatherer;
  }

  ConnectionState state() {
    return state;
  }

  DtlsState dtlsState() {
    return dtls.state();
  }

  @Nullable DtlsRole dtlsRole() {
    return dtls.role();
  }

  IceTransport ice() {
    return ice;
  }

  /** The pair that media takes; null before there is one. */
  @Nullable CandidatePair path() {
    return path;
  }

  /** What the handshake has settled; null before its end. */
  DtlsEvent.@Nullable Connected association() {
    return dtls.association();
  }

  TransportCounters counters() {
    return counters;
  }

  /** What went by {@link #path}. */
  PathCounters pathCounters() {
    return pathCounters;
  }

  /** Whether media may be sent: handshake done, consent in force. */
  boolean ready() {
    return srtp.isKeyed() && path != null && ice.state() != IceState.FAILED;
  }

  /** Whether what is sent now can be heard: the other side has its keys, or should have them. */
  boolean canHear(long nowNanos) {
    return ready() && srtp.canBeHeard(nowNanos);
  }

  /** Takes the other side's ICE credentials and what it has said of its candidates. */
  void setRemote(long nowNanos, RemoteTransport remote) throws NegotiationException {
    ice.setRemoteLite(remote.iceLite());
    for (String candidate : remote.candidates()) {
      addRemoteCandidate(nowNanos, candidate);
    }
    try {
      ice.setRemoteCredentials(nowNanos, new IceCredentials(remote.ufrag(), remote.pwd()));
    } catch (IllegalArgumentException e) {
      throw new NegotiationException("The ICE credentials are malformed: " + e.getMessage());
    }
    if (remote.endOfCandidates()) {
      ice.endOfRemoteCandidates(nowNanos);
    }
    drain(nowNanos);
  }

  /**
   * Adds one of the other side's candidates.
   *
   * @throws NegotiationException if it is malformed
   */
  void addRemoteCandidate(long nowNanos, String candidate) throws NegotiationException {
    try {
      ice.addRemoteCandidate(nowNanos, Candidate.parse(candidate));
    } catch (CandidateFormatException e) {
      throw new NegotiationException("The candidate is malformed: " + e.getMessage());
    }
    drain(nowNanos);
  }

  void endOfRemoteCandidates(long nowNanos) {
    ice.endOfRemoteCandidates(nowNanos);
    drain(nowNanos);
  }

  /** Makes the handshake ready in the role that was negotiated; it begins with the first path. */
  void prepareHandshake(DtlsRole role, Collection<Fingerprint> remoteFingerprints) {
    dtls.prepare(role, remoteFingerprints);
  }

  private void onDatagram(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    counters.received(datagram.remaining());
    DatagramKind kind = DatagramKind.of(datagram);
    if (kind == DatagramKind.STUN) {
      ice.receive(nowNanos, local, remote, datagram);
      drain(nowNanos);
      return;
    }
    // Anybody can send us bytes; only who has passed a check is listened to (RFC 8445 §12).
    if (!ice.isValidated(remote)) {
      counters.droppedFromStranger++;
      return;
    }
    pathCounters.received(nowNanos, datagram.remaining());
    switch (kind) {
      case DTLS -> dtls.receive(datagram);
      case RTP, RTCP -> {
        if (srtp.receive(nowNanos, datagram, kind)) {
          ice.onPayload(nowNanos, remote);
        }
      }
      default -> counters.droppedUnknown++;
    }
  }

  /** Where an RTP packet is written that is to be sent, from index 0 on. */
  byte[] outgoing() {
    return srtp.outgoing();
  }

  /** Protects and sends the RTP packet of this length that stands in {@link #outgoing}. */
  void sendRtp(int length) {
    sendProtected(protect(length));
  }

  /** Protects that packet in place, and returns the length it has then; 0 without keys. */
  int protect(int length) {
    return srtp.protect(System.nanoTime(), length);
  }

  /** Protects and sends an RTCP compound. */
  void sendRtcp(ByteBuffer compound) {
    sendProtected(srtp.protectControl(compound));
  }

  /** Sends the first bytes of {@link #outgoing} as they are; nothing if there are none. */
  void sendProtected(int length) {
    if (length > 0) {
      send(srtp.datagram(length));
    }
  }

  private void send(ByteBuffer datagram) {
    CandidatePair pair = path;
    if (pair != null) {
      int bytes = datagram.remaining();
      long nowNanos = System.nanoTime();
      counters.sent(bytes);
      if (gatherer.send(nowNanos, pair.localAddress(), pair.remoteAddress(), datagram)) {
        pathCounters.sent(nowNanos, bytes);
      } else {
        counters.droppedBySocket++;
        pathCounters.discarded(bytes);
      }
    }
  }

  /** Lets time pass. */
  void advanceTo(long nowNanos) {
    gatherer.advanceTo(nowNanos);
    ice.advanceTo(nowNanos);
    drain(nowNanos);
  }

  /** When {@link #advanceTo} wants to be called while a path is being looked for. */
  long nextTimeoutNanos(long otherwise) {
    long own = earlier(ice.nextTimeoutNanos(), otherwise);
    return earlier(gatherer.nextTimeoutNanos(), own);
  }

  private static long earlier(OptionalLong a, long otherwise) {
    return a.isPresent() && a.getAsLong() - otherwise < 0 ? a.getAsLong() : otherwise;
  }

  /** Sends and tells all that ICE has for us. */
  void drain(long nowNanos) {
    for (Transmit out = ice.pollTransmit(); out != null; out = ice.pollTransmit()) {
      counters.sent(out.datagram().remaining());
      gatherer.send(nowNanos, out.local(), out.remote(), out.datagram());
    }
    for (IceEvent event = ice.pollEvent(); event != null; event = ice.pollEvent()) {
      onIceEvent(event);
    }
    if (path == null) {
      onPath(ice.selectedPair());
    }
  }

  private void onIceEvent(IceEvent event) {
    if (event instanceof IceEvent.StateChanged changed) {
      log.debug("ICE is {}", changed.state());
      listener.onIceState(changed.state());
      updateState();
    } else if (event instanceof IceEvent.SelectedPairChanged changed) {
      onPath(changed.pair());
    } else if (event instanceof IceEvent.Failed failed) {
      failure = failed.reason();
    }
  }

  private void onPath(@Nullable CandidatePair pair) {
    if (pair == null || pair == path) {
      return;
    }
    log.debug("media goes by {}", pair);
    path = pair;
    pathCounters = new PathCounters();
    counters.pathChanges++;
    gatherer.onPath(pair);
    dtls.onPath();
  }

  @Override
  public void onDtlsDatagram(ByteBuffer datagram) {
    send(datagram);
  }

  @Override
  public void onAssociation(DtlsEvent.Connected connected) {
    long nowNanos = System.nanoTime();
    srtp.key(nowNanos, connected.srtp());
    updateState();
    srtp.revealEarly(nowNanos);
  }

  @Override
  public void onDtlsEnded(String reason) {
    failure = reason;
    updateState();
  }

  private void updateState() {
    ConnectionState now = ConnectionState.of(ice.state(), dtls.state());
    if (now != state && state != ConnectionState.CLOSED) {
      state = now;
      boolean bad = now == ConnectionState.FAILED || now == ConnectionState.CLOSED;
      listener.onStateChanged(now, bad ? failure : null);
    }
  }

  /** Says goodbye and lets go; what the handshake still wants to send goes the last path. */
  void close() {
    dtls.close();
    srtp.close();
    ice.close();
    endpoint.port().detach(ice);
    gatherer.close();
    state = ConnectionState.CLOSED;
  }
}
