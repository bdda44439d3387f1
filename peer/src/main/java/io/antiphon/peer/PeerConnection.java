package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceState;
import io.antiphon.sdp.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An audio call with one other side: a browser, another Antiphon, anything that speaks WebRTC (W3C
 * WebRTC §4.4).
 *
 * <p>What JavaScript returns as a promise is a {@link CompletableFuture} here. All methods may be
 * called from any thread; they take effect in the order of the calls, on the event loop of the
 * peer's {@link Endpoint}. Listeners are called on that loop and must not block.
 *
 * <p>A future that fails does so with {@link NegotiationException} if the other side's words were
 * at fault, with {@link IllegalStateException} if the call came at the wrong time.
 */
public final class PeerConnection implements AutoCloseable {
  private final Endpoint endpoint;
  private final boolean ownsEndpoint;
  private final PeerSession session;
  private final SessionCalls calls;
  private final PeerListeners listeners;
  private volatile PeerConfig config;

  private PeerConnection(Endpoint endpoint, boolean ownsEndpoint, PeerConfig config) {
    this.endpoint = endpoint;
    this.ownsEndpoint = ownsEndpoint;
    this.config = config;
    listeners = new PeerListeners(endpoint);
    session = new PeerSession(endpoint, config, listeners);
    calls = new SessionCalls(endpoint, session);
    endpoint.loop().execute(session::open);
  }

  /**
   * A new connection.
   *
   * @throws IOException if it is to have an endpoint of its own and the port cannot be opened
   */
  public static PeerConnection create(PeerConfig config) throws IOException {
    Endpoint shared = config.endpoint();
    return shared == null
        ? new PeerConnection(Endpoint.open(EndpointConfig.loopback()), true, config)
        : new PeerConnection(shared, false, config);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  PeerSession session() {
    return session;
  }

  /**
   * Sends audio (W3C WebRTC §5.1): in a section that has never been used to send and has nothing to
   * send, else in one that the other side's next offer or ours adds. Of the sections in an offer of
   * theirs it knows once {@link #setRemoteDescription} has completed.
   *
   * @return the section's transceiver, which can send something else later
   */
  public Transceiver addTrack(AudioSource source) {
    Objects.requireNonNull(source, "source");
    for (Transceiver transceiver : listeners.transceivers()) {
      if (transceiver.claim(source)) {
        return transceiver;
      }
    }
    return add(Transceiver.sending(source));
  }

  /**
   * Sends nothing more in this section (W3C WebRTC §5.1); that we do not is negotiated next. What
   * the other side says in it is heard as before.
   */
  public void removeTrack(Transceiver transceiver) {
    transceiver.unclaim();
  }

  /** Adds a section to our next offer, with nothing to send in it yet (W3C WebRTC §5.1). */
  public Transceiver addTransceiver(Direction direction) {
    return add(Transceiver.of(Objects.requireNonNull(direction, "direction")));
  }

  private Transceiver add(Transceiver transceiver) {
    calls.run(() -> session.add(transceiver));
    return transceiver;
  }

  /** The sections so far, in the order in which they came up. */
  public CompletableFuture<List<Transceiver>> transceivers() {
    return calls.onLoop(session::transceivers);
  }

  /**
   * Makes an offer of all sections (W3C WebRTC §4.4.2), with our candidates in it: those that are
   * known when gathering is complete, or when {@link EndpointConfig#gatheringTimeout} is over.
   */
  public CompletableFuture<SessionDescription> createOffer() {
    return calls.whenGathered(session.signaling()::prepareOffer, session.signaling()::createOffer);
  }

  /** Makes an answer to the other side's offer, with our candidates in it, likewise. */
  public CompletableFuture<SessionDescription> createAnswer() {
    return calls.whenGathered(() -> {}, session.signaling()::createAnswer);
  }

  /**
   * Puts our own description into force (W3C WebRTC §4.4.1.5). It must be the last that {@link
   * #createOffer} or {@link #createAnswer} made, as it was made; as a {@link
   * SessionDescription#pranswer} an answer is provisional. {@link SessionDescription#rollback}
   * takes the offer that is under way back.
   */
  public CompletableFuture<Void> setLocalDescription(SessionDescription description) {
    Objects.requireNonNull(description, "description");
    return calls.chained(
        () -> {
          session.signaling().setLocalDescription(description);
          return null;
        });
  }

  /**
   * Makes the offer or the answer that is called for now, and puts it into force (W3C WebRTC
   * §4.4.1.5, without an argument).
   *
   * @return what the other side is to be sent
   */
  public CompletableFuture<SessionDescription> setLocalDescription() {
    return calls.whenGathered(
        session.signaling()::prepareLocalDescription, session.signaling()::setLocalDescription);
  }

  /**
   * Takes the other side's description (W3C WebRTC §4.4.1.5). If it is refused, all stays as it
   * was. An offer that comes while one of ours is under way takes its place: ours is rolled back.
   */
  public CompletableFuture<Void> setRemoteDescription(SessionDescription description) {
    Objects.requireNonNull(description, "description");
    return calls.chained(
        () -> {
          session.signaling().setRemoteDescription(description);
          return null;
        });
  }

  /** Takes an offer and answers it, in one step. */
  public CompletableFuture<SessionDescription> answer(SessionDescription offer) {
    Objects.requireNonNull(offer, "offer");
    return calls.whenGathered(
        () -> session.signaling().setRemoteDescription(offer),
        () -> {
          SessionDescription answer = session.signaling().createAnswer();
          session.signaling().setLocalDescription(answer);
          return answer;
        });
  }

  /** Makes an offer and puts it into force, in one step. */
  public CompletableFuture<SessionDescription> offer() {
    return calls.whenGathered(
        session.signaling()::prepareOffer,
        () -> {
          SessionDescription offer = session.signaling().createOffer();
          session.signaling().setLocalDescription(offer);
          return offer;
        });
  }

  /** Our description under way, else the one settled last; null before both (§4.4.1). */
  public @Nullable SessionDescription localDescription() {
    return told(listeners.descriptions().local());
  }

  /** Our description that was settled last; null before that. */
  public @Nullable SessionDescription currentLocalDescription() {
    return told(listeners.descriptions().currentLocal());
  }

  /** Our description under way; null if there is none. */
  public @Nullable SessionDescription pendingLocalDescription() {
    return told(listeners.descriptions().pendingLocal());
  }

  /** The other side's description under way, else the one settled last; null before both. */
  public @Nullable SessionDescription remoteDescription() {
    return told(listeners.descriptions().remote());
  }

  /** The other side's description that was settled last; null before that. */
  public @Nullable SessionDescription currentRemoteDescription() {
    return told(listeners.descriptions().currentRemote());
  }

  /** The other side's description under way; null if there is none. */
  public @Nullable SessionDescription pendingRemoteDescription() {
    return told(listeners.descriptions().pendingRemote());
  }

  private static @Nullable SessionDescription told(@Nullable Description description) {
    return description == null ? null : description.toSessionDescription();
  }

  /** Adds one of the other side's candidates; an empty one means that there are no more. */
  public CompletableFuture<Void> addIceCandidate(IceCandidate candidate) {
    Objects.requireNonNull(candidate, "candidate");
    return calls.chained(
        () -> {
          session.signaling().addIceCandidate(candidate);
          return null;
        });
  }

  /**
   * Looks for a new path from our next offer on, while the old one goes on (W3C WebRTC §4.4.2, RFC
   * 8445 §9); calls for a negotiation.
   */
  public void restartIce() {
    endpoint.loop().execute(session.signaling()::restartIce);
  }

  /**
   * Captures what passes at each stage of the first section's audio from now on, in place of a
   * capture that runs. The capture is closed with the connection.
   */
  public void startCapture(StageCapture capture) {
    Objects.requireNonNull(capture, "capture");
    endpoint.loop().execute(() -> session.setCapture(capture));
  }

  /** Ends the capture, if one runs, and closes it; completed when that is done. */
  public CompletableFuture<Void> stopCapture() {
    return calls.onLoop(
        () -> {
          session.setCapture(null);
          return null;
        });
  }

  /** What the connection knows of itself now; a listener is answered at once, even at the end. */
  public CompletableFuture<StatsReport> getStats() {
    if (endpoint.loop().isOwnThread()) {
      return CompletableFuture.completedFuture(session.stats());
    }
    return calls.onLoop(session::stats);
  }

  /** The settings it was made with, or given since (W3C WebRTC §4.4.2). */
  public PeerConfig getConfiguration() {
    return config;
  }

  /**
   * Takes other settings (W3C WebRTC §4.4.1.6). ICE servers and policy count from the next search
   * for candidates on: our next offer begins one, with an ICE restart if there has been one already
   * (RFC 8829 §4.1.18), as does an ICE restart of the other side's; the path in use goes on until
   * then. The maximum call time counts at once.
   *
   * @throws IllegalArgumentException if endpoint, label or audio are others than before: they stay
   *     as they are (W3C's InvalidModificationError)
   * @throws IllegalStateException if the connection is closed
   */
  public void setConfiguration(PeerConfig configuration) {
    synchronized (calls) {
      if (endpoint.isClosed() || signalingState() == SignalingState.CLOSED) {
        throw new IllegalStateException("the connection is closed");
      }
      config = config.modifiedTo(configuration);
      calls.run(() -> session.setConfiguration(configuration));
    }
  }

  /**
   * Tells that what is wanted is not what was negotiated (W3C WebRTC §4.7.3): once until the next
   * negotiation, when no exchange is under way. Time for {@link #setLocalDescription()}.
   */
  public void onNegotiationNeeded(Runnable listener) {
    listeners.negotiation.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells every step of the exchange of descriptions (W3C WebRTC §4.3.1). */
  public void onSignalingStateChange(Consumer<SignalingState> listener) {
    listeners.signaling.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Where the exchange of descriptions stands, as it was told last (W3C WebRTC §4.3.1). */
  public SignalingState signalingState() {
    return listeners.descriptions().state();
  }

  /** Tells every change of the search for a path (W3C WebRTC §4.3.4). */
  public void onIceConnectionStateChange(Consumer<IceState> listener) {
    listeners.ice.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Where the search for a path stands, as it was told last (W3C WebRTC §4.3.4). */
  public IceState iceConnectionState() {
    return listeners.iceState();
  }

  /** Tells every change of the connection's state. */
  public void onConnectionStateChange(Consumer<ConnectionState> listener) {
    listeners.connection.add(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Tells each of our candidates once a local description is in force, those in it too; an empty
   * one says that there are no more (W3C WebRTC §4.8.2). An other side that has the description
   * needs only those that come later.
   */
  public void onIceCandidate(Consumer<IceCandidate> listener) {
    listeners.candidates.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells how far the search for our candidates has come. */
  public void onIceGatheringStateChange(Consumer<GatheringState> listener) {
    listeners.gathering.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells of each STUN or TURN server that is of no use, and why. */
  public void onIceCandidateError(Consumer<IceCandidateError> listener) {
    listeners.candidateErrors.add(Objects.requireNonNull(listener, "listener"));
  }

  /** How far the search for our candidates has come; it begins with the first offer or answer. */
  public GatheringState iceGatheringState() {
    return listeners.gatheringState();
  }

  /** Tells of each section in which the other side may say something. */
  public void onTrack(Consumer<RemoteTrack> listener) {
    listeners.tracks.add(Objects.requireNonNull(listener, "listener"));
  }

  /** The state that was told last. */
  public ConnectionState connectionState() {
    return listeners.connectionState();
  }

  /** Why it failed or was closed, in words; null if it was not, or there is nothing to say. */
  public @Nullable String reason() {
    return listeners.reason();
  }

  /** Completed when the connection is closed, by whichever side. */
  public CompletableFuture<Void> closed() {
    return listeners.closed.copy();
  }

  /**
   * Says goodbye and lets go; from any state, any thread, any number of times. {@link #closed()}
   * tells when it is done, a moment later.
   */
  @Override
  public void close() {
    if (!endpoint.isClosed()) {
      endpoint.loop().execute(() -> session.close(null));
    }
    if (ownsEndpoint) {
      endpoint.close();
    }
  }
}
