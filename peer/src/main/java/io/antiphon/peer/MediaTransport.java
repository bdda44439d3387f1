package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.dtlssrtp.SrtpRejectedException;
import io.antiphon.dtlssrtp.SrtpSession;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transport of a peer: ICE finds the path, DTLS agrees on keys over it, SRTP protects what
 * goes through (RFC 5764, RFC 7983).
 *
 * <p>Driven by the peer's event loop alone.
 */
final class MediaTransport {
  private static final Logger log = LoggerFactory.getLogger(MediaTransport.class);

  /** Protected packets that overtake the end of the handshake; more are dropped. */
  private static final int MAX_EARLY_PACKETS = 16;

  private static final int MAX_DATAGRAM = 2_048;

  /** Whoever says nothing hears nothing for no longer than this. */
  private static final long SILENT_PEER_NANOS = 1_000_000_000;

  /** Who is told of what comes through; called on the event loop. */
  interface Listener {
    void onStateChanged(ConnectionState state, @Nullable String reason);

    void onIceState(IceState state);

    /** What log lines and the flight recorder call the peer. */
    String label();

    /** An authentic RTP packet, in the clear, in an array that is only lent. */
    void onRtp(long nowNanos, byte[] buffer, int offset, int length);

    /** An RTP packet is about to be protected, in an array in which it may still be changed. */
    void onSending(long nowNanos, byte[] buffer, int length);

    /** An authentic RTCP compound, in the clear, in an array that is only lent. */
    void onRtcp(long nowNanos, byte[] buffer, int offset, int length);
  }

  private final Endpoint endpoint;
  private final Identity identity;
  private final IceTransport ice;
  private final CandidateSearch gatherer;
  private final Listener listener;
  private final Queue<ByteBuffer> dtlsOutbox = new ArrayDeque<>();
  private final List<byte[]> earlyPackets = new ArrayList<>();
  private final Queue<ByteBuffer> earlyDtls = new ArrayDeque<>();
  private final byte[] outgoing = new byte[MAX_DATAGRAM];
  private final ByteBuffer outgoingView = ByteBuffer.wrap(outgoing);
  private final TransportCounters counters = new TransportCounters();
  private final HandshakeWatch handshakeWatch;
  private PathCounters pathCounters = new PathCounters();
  private @Nullable DtlsHandshake dtls;
  private @Nullable DtlsRole dtlsRole;
  private DtlsState dtlsState = DtlsState.NEW;
  private DtlsEvent.@Nullable Connected association;
  private @Nullable SrtpSession srtp;
  private @Nullable CandidatePair path;
  private ConnectionState state = ConnectionState.NEW;
  private @Nullable String failure;
  private boolean heardFrom;
  private long associatedNanos;

  /** Controlled until told otherwise: an answerer is, an offerer controls (RFC 8445 §6.1.1). */
  MediaTransport(
      Endpoint endpoint,
      GatheringConfig gathering,
      Listener listener,
      GatheringListener gatheringListener) {
    this.endpoint = endpoint;
    identity = endpoint.identity();
    this.listener = listener;
    handshakeWatch = new HandshakeWatch(listener.label(), endpoint.watch());
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
    return identity;
  }

  CandidateSearch gatherer() {
    return gatherer;
  }

  ConnectionState state() {
    return state;
  }

  DtlsState dtlsState() {
    return dtlsState;
  }

  @Nullable DtlsRole dtlsRole() {
    return dtlsRole;
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
    return association;
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
    return srtp != null && path != null && ice.state() != IceState.FAILED;
  }

  /**
   * Whether what is sent now can be heard: the other side has its keys, since something it has
   * protected with them has come; or if nothing comes, for a while it should have had them.
   */
  boolean canHear(long nowNanos) {
    return ready() && (heardFrom || nowNanos - associatedNanos >= SILENT_PEER_NANOS);
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
    if (dtls != null) {
      return;
    }
    dtlsRole = role;
    dtls =
        new DtlsHandshake(
            identity,
            role,
            remoteFingerprints,
            DtlsConfig.defaults(),
            endpoint.handshakes(),
            event -> endpoint.loop().execute(() -> onDtlsEvent(event)));
    for (ByteBuffer early = earlyDtls.poll(); early != null; early = earlyDtls.poll()) {
      dtls.receive(early);
    }
    if (path != null) {
      startHandshake();
    }
  }

  private void startHandshake() {
    DtlsHandshake handshake = dtls;
    if (handshake != null && dtlsState == DtlsState.NEW) {
      dtlsState = DtlsState.CONNECTING;
      handshakeWatch.begin(dtlsRole);
      handshake.start();
    }
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
      case DTLS -> onDtlsDatagram(datagram);
      case RTP, RTCP -> onProtected(nowNanos, remote, datagram, kind);
      default -> counters.droppedUnknown++;
    }
  }

  private void onDtlsDatagram(ByteBuffer datagram) {
    DtlsHandshake handshake = dtls;
    if (handshake != null) {
      handshake.receive(datagram);
    } else if (earlyDtls.size() < MAX_EARLY_PACKETS) {
      // The other side has our offer already, but its answer has not reached us yet.
      earlyDtls.add(ByteBuffer.allocate(datagram.remaining()).put(datagram).flip());
    }
  }

  private void onProtected(
      long nowNanos, InetSocketAddress remote, ByteBuffer datagram, DatagramKind kind) {
    SrtpSession session = srtp;
    if (session == null) {
      if (earlyPackets.size() < MAX_EARLY_PACKETS) {
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(copy);
        earlyPackets.add(copy);
      }
      return;
    }
    byte[] buffer = datagram.array();
    int offset = datagram.arrayOffset() + datagram.position();
    if (reveal(session, nowNanos, buffer, offset, datagram.remaining(), kind)) {
      ice.onPayload(nowNanos, remote);
    }
  }

  private boolean reveal(
      SrtpSession session,
      long nowNanos,
      byte[] buffer,
      int offset,
      int length,
      DatagramKind kind) {
    try {
      if (kind == DatagramKind.RTP) {
        listener.onRtp(nowNanos, buffer, offset, session.unprotect(buffer, offset, length));
      } else {
        listener.onRtcp(nowNanos, buffer, offset, session.unprotectControl(buffer, offset, length));
      }
      heardFrom = true;
      return true;
    } catch (SrtpRejectedException e) {
      counters.rejected++;
      return false;
    }
  }

  /** Whether there is a buffer to write an RTP packet into, and a way to send it. */
  byte[] outgoing() {
    return outgoing;
  }

  /** Protects and sends the RTP packet of this length that stands in {@link #outgoing}. */
  void sendRtp(int length) {
    sendProtected(protect(length));
  }

  /** Protects that packet in place, and returns the length it has then; 0 without keys. */
  int protect(int length) {
    SrtpSession session = srtp;
    if (session == null) {
      return 0;
    }
    listener.onSending(System.nanoTime(), outgoing, length);
    return session.protect(outgoing, 0, length);
  }

  /** Protects and sends an RTCP compound. */
  void sendRtcp(ByteBuffer compound) {
    SrtpSession session = srtp;
    int length = compound.remaining();
    if (session != null && length + SrtpSession.MAX_OVERHEAD <= outgoing.length) {
      compound.get(outgoing, 0, length);
      sendProtected(session.protectControl(outgoing, 0, length));
    }
  }

  /** Sends the first bytes of {@link #outgoing} as they are; nothing if there are none. */
  void sendProtected(int length) {
    if (length > 0) {
      outgoingView.limit(length).position(0);
      send(outgoingView);
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
    startHandshake();
    for (ByteBuffer held = dtlsOutbox.poll(); held != null; held = dtlsOutbox.poll()) {
      send(held);
    }
  }

  private void onDtlsEvent(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      if (path != null) {
        send(transmit.datagram());
      } else if (dtlsOutbox.size() < MAX_EARLY_PACKETS) {
        dtlsOutbox.add(transmit.datagram());
      }
    } else if (event instanceof DtlsEvent.Connected connected) {
      onAssociation(connected);
    } else if (event instanceof DtlsEvent.Failed failed) {
      failure = failed.reason();
      handshakeWatch.failed(failed.reason());
      dtlsState = DtlsState.FAILED;
      updateState();
    } else if (event instanceof DtlsEvent.Closed) {
      failure = "the other side has closed the connection";
      dtlsState = DtlsState.CLOSED;
      updateState();
    }
  }

  private void onAssociation(DtlsEvent.Connected connected) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    log.debug("DTLS is connected: {}, {}", connected.cipherSuite(), connected.profile());
    handshakeWatch.connected(connected.profile().name());
    association = connected;
    SrtpSession session = connected.srtp();
    srtp = session;
    dtlsState = DtlsState.CONNECTED;
    updateState();
    long nowNanos = System.nanoTime();
    associatedNanos = nowNanos;
    for (byte[] early : earlyPackets) {
      byte[] roomy = Arrays.copyOf(early, early.length + SrtpSession.MAX_OVERHEAD);
      DatagramKind kind = DatagramKind.of(ByteBuffer.wrap(early));
      reveal(session, nowNanos, roomy, 0, early.length, kind);
    }
    earlyPackets.clear();
  }

  private void updateState() {
    ConnectionState now = ConnectionState.of(ice.state(), dtlsState);
    if (now != state && state != ConnectionState.CLOSED) {
      state = now;
      boolean bad = now == ConnectionState.FAILED || now == ConnectionState.CLOSED;
      listener.onStateChanged(now, bad ? failure : null);
    }
  }

  /** Says goodbye and lets go; what the handshake still wants to send goes the last path. */
  void close() {
    DtlsHandshake handshake = dtls;
    if (handshake != null) {
      handshake.close();
    }
    srtp = null;
    ice.close();
    endpoint.port().detach(ice);
    gatherer.close();
    state = ConnectionState.CLOSED;
  }
}
