package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.ice.IceCredentials;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceTransport;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.Setup;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of descriptions and what it does to the transport: which credentials are told, when
 * a path is looked for anew, and when a negotiation is called for (W3C WebRTC §4.4 and §4.7).
 *
 * <p>Touched by the peer's event loop alone.
 */
final class Signaling {
  /** Whose exchange it is; called on the event loop. */
  interface Listener {
    /** Transceivers may have come or gone. */
    void onTransceivers();

    /** What both sides have said is in force. */
    void onSettled(long nowNanos);

    void onDescriptions(Descriptions descriptions);

    void onNegotiationNeeded();
  }

  private final Endpoint endpoint;
  private final MediaTransport transport;
  private final Gathering gathering;
  private final Negotiation negotiation;
  private final String cname;
  private final Listener listener;
  private final OperationsChain chain = new OperationsChain(this::updateNeed);
  private @Nullable RemoteTransport remoteInForce;
  private @Nullable IceCredentials localInForce;

  /** A restart is wanted (W3C's [[LocalIceCredentialsToReplace]] is not empty). */
  private boolean restartAsked;

  /** ICE has new credentials, which no settled description tells yet. */
  private boolean restarted;

  private boolean needed;
  private boolean closed;

  Signaling(
      Endpoint endpoint,
      MediaTransport transport,
      Gathering gathering,
      Negotiation negotiation,
      String cname,
      Listener listener) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.gathering = gathering;
    this.negotiation = negotiation;
    this.cname = cname;
    this.listener = listener;
  }

  OperationsChain chain() {
    return chain;
  }

  void close() {
    closed = true;
    negotiation.close();
    listener.onDescriptions(negotiation.descriptions());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
  }

  /** Before our candidates are waited for: an offer that is to restart ICE looks for them anew. */
  void prepareOffer() {
    requireOpen();
    boolean possible =
        negotiation.state() == SignalingState.STABLE
            || negotiation.state() == SignalingState.HAVE_LOCAL_OFFER;
    boolean wanted = restartAsked && !restarted;
    if (possible && (wanted || transport.gatherer().needsRestart())) {
      restart();
    }
  }

  /** The same, unless an answer is called for. */
  void prepareLocalDescription() {
    if (!isAnswerCalledFor()) {
      prepareOffer();
    }
  }

  private boolean isAnswerCalledFor() {
    return negotiation.state() == SignalingState.HAVE_REMOTE_OFFER
        || negotiation.state() == SignalingState.HAVE_LOCAL_PRANSWER;
  }

  SessionDescription createOffer() {
    requireOpen();
    IceCredentials credentials = transport.ice().localCredentials();
    return SessionDescription.offer(
        negotiation.createOffer(localTransport(credentials)).toString());
  }

  private void restart() {
    long nowNanos = System.nanoTime();
    transport.ice().restart(nowNanos);
    if (transport.gatherer().onRestart()) {
      gathering.restart();
    }
    transport.drain(nowNanos);
    restarted = true;
  }

  SessionDescription createAnswer() {
    requireOpen();
    // An association lives on in its roles (RFC 8842 §5.3).
    DtlsRole role = transport.dtlsRole();
    boolean client = role == null ? endpoint.config().dtlsClient() : role == DtlsRole.CLIENT;
    IceCredentials before = localInForce;
    boolean keep = restarted && before != null && !isRemoteRestarting();
    IceCredentials credentials =
        keep ? Objects.requireNonNull(before) : transport.ice().localCredentials();
    Setup setup = client ? Setup.ACTIVE : Setup.PASSIVE;
    return SessionDescription.answer(
        negotiation.createAnswer(localTransport(credentials), setup).toString());
  }

  private boolean isRemoteRestarting() {
    RemoteTransport before = remoteInForce;
    RemoteTransport now = negotiation.remoteTransport();
    return before != null && now != null && now.isRestartOf(before);
  }

  private LocalTransport localTransport(IceCredentials credentials) {
    IceTransport ice = transport.ice();
    return new LocalTransport(
        credentials.ufrag(),
        credentials.pwd(),
        endpoint.config().ice().lite(),
        ice.localCandidates().stream().map(Object::toString).toList(),
        gathering.isComplete(),
        List.of(transport.identity().fingerprint().toString()),
        cname);
  }

  /** The offer or answer that is called for now (W3C WebRTC §4.4.1.5), made and put into force. */
  SessionDescription setLocalDescription() throws NegotiationException {
    requireOpen();
    SessionDescription made = isAnswerCalledFor() ? createAnswer() : createOffer();
    setLocalDescription(made);
    return made;
  }

  void setLocalDescription(SessionDescription description) throws NegotiationException {
    requireOpen();
    if (description.type() == DescriptionType.ROLLBACK) {
      negotiation.setLocal(DescriptionType.ROLLBACK, parseOwn("v=0"));
      onRolledBack();
      onStateChanged();
      return;
    }
    negotiation.setLocal(description.type(), parseOwn(description.sdp()));
    if (description.type() != DescriptionType.OFFER) {
      settle(description.type());
    } else if (remoteInForce == null) {
      transport.ice().setRole(IceRole.CONTROLLING);
    }
    negotiation.transceivers().stream()
        .filter(each -> each.index() >= 0)
        .findFirst()
        .ifPresent(
            each ->
                gathering.announce(transport.ice().localCredentials().ufrag(), each.requireMid()));
    onStateChanged();
  }

  private static io.antiphon.sdp.SessionDescription parseOwn(String sdp)
      throws NegotiationException {
    if (sdp.equals("v=0")) {
      return io.antiphon.sdp.SessionDescription.builder(io.antiphon.sdp.Origin.of(0, 0)).build();
    }
    try {
      return io.antiphon.sdp.SessionDescription.parse(sdp);
    } catch (SdpFormatException e) {
      throw new NegotiationException("Our own description is not SDP: " + e.getMessage());
    }
  }

  void setRemoteDescription(SessionDescription description) throws NegotiationException {
    requireOpen();
    boolean glare =
        negotiation.state() == SignalingState.HAVE_LOCAL_OFFER
            && description.type() == DescriptionType.OFFER;
    negotiation.setRemote(description.type(), description.sdp());
    if (glare || description.type() == DescriptionType.ROLLBACK) {
      onRolledBack();
    }
    listener.onTransceivers();
    switch (description.type()) {
      case ANSWER, PRANSWER -> settle(description.type());
      case OFFER -> {
        RemoteTransport now = Objects.requireNonNull(negotiation.remoteTransport());
        now.parsedFingerprints(); // refused before the call changes
        if (isRemoteRestarting() && !restarted) {
          restart();
        }
      }
      case ROLLBACK -> {
        // What was proposed is forgotten.
      }
    }
    onStateChanged();
  }

  private void onRolledBack() {
    if (remoteInForce == null) {
      transport.ice().setRole(IceRole.CONTROLLED);
    }
    listener.onTransceivers();
  }

  /** Both descriptions are in force: the transport starts, or follows what has changed. */
  private void settle(DescriptionType type) throws NegotiationException {
    long nowNanos = System.nanoTime();
    RemoteTransport remote = Objects.requireNonNull(negotiation.remoteTransport());
    boolean keepsPath = restarted && remoteInForce != null && !isRemoteRestarting();
    if (!keepsPath) {
      transport.prepareHandshake(
          remote.ourRole(endpoint.config().dtlsClient()), remote.parsedFingerprints());
      transport.setRemote(nowNanos, remote);
      localInForce = transport.ice().localCredentials();
      restarted = false;
      restartAsked = false;
    }
    if (type == DescriptionType.ANSWER) {
      remoteInForce = remote;
    }
    listener.onTransceivers();
    listener.onSettled(nowNanos);
  }

  void addIceCandidate(IceCandidate candidate) throws NegotiationException {
    requireOpen();
    if (negotiation.remoteTransport() == null) {
      throw new IllegalStateException("a candidate came before the remote description");
    }
    long nowNanos = System.nanoTime();
    if (candidate.candidate().isEmpty()) {
      transport.endOfRemoteCandidates(nowNanos);
    } else {
      transport.addRemoteCandidate(nowNanos, candidate.candidate());
    }
  }

  void restartIce() {
    restartAsked = true;
    updateNeed();
  }

  private void onStateChanged() {
    if (negotiation.state() == SignalingState.STABLE) {
      needed = false;
    }
    listener.onDescriptions(negotiation.descriptions());
    updateNeed();
  }

  /** W3C WebRTC §4.7.3: told once, when nothing else is under way. */
  void updateNeed() {
    endpoint.loop().execute(this::tellIfNeeded);
  }

  private void tellIfNeeded() {
    if (closed || !chain.isEmpty() || negotiation.state() != SignalingState.STABLE) {
      return; // the end of the chain, or of the exchange, asks again
    }
    boolean before = needed;
    needed = negotiation.isNeeded() || (restartAsked && remoteInForce != null);
    if (needed && !before) {
      listener.onNegotiationNeeded();
    }
  }
}
