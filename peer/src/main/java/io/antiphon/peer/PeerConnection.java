package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.ice.GatheringState;
import io.antiphon.sdp.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final List<Consumer<ConnectionState>> stateListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<RemoteTrack>> trackListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<IceCandidate>> candidateListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<GatheringState>> gatheringListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<IceCandidateError>> candidateErrorListeners =
      new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile ConnectionState connectionState = ConnectionState.NEW;
  private volatile GatheringState iceGatheringState = GatheringState.NEW;
  private volatile @Nullable String reason;

  private PeerConnection(Endpoint endpoint, boolean ownsEndpoint, PeerConfig config) {
    this.endpoint = endpoint;
    this.ownsEndpoint = ownsEndpoint;
    session = new PeerSession(endpoint, config, new Events());
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

  /** What the session tells its connection, on the event loop. */
  private final class Events implements PeerSession.Events {
    @Override
    public void onStateChanged(ConnectionState state, @Nullable String why) {
      if (why != null) {
        reason = why;
      }
      connectionState = state;
      stateListeners.forEach(listener -> listener.accept(state));
      if (state == ConnectionState.CLOSED) {
        closed.complete(null);
      }
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      candidateListeners.forEach(listener -> listener.accept(candidate));
    }

    @Override
    public void onIceGatheringState(GatheringState state) {
      iceGatheringState = state;
      gatheringListeners.forEach(listener -> listener.accept(state));
    }

    @Override
    public void onIceCandidateError(IceCandidateError error) {
      endpoint.warnOfServer(error);
      candidateErrorListeners.forEach(listener -> listener.accept(error));
    }

    @Override
    public void onTrack(RemoteTrack track) {
      trackListeners.forEach(listener -> listener.accept(track));
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  PeerSession session() {
    return session;
  }

  private <T> CompletableFuture<T> onLoop(Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (endpoint.isClosed()) {
      result.completeExceptionally(new IllegalStateException("the endpoint is closed"));
      return result;
    }
    endpoint.loop().execute(() -> complete(result, action));
    return result;
  }

  /** The same, once our candidates are known or have been waited for long enough. */
  private <T> CompletableFuture<T> whenGathered(Callable<Void> before, Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<Void> begun =
        onLoop(
            () -> {
              before.call();
              session.whenGathered(() -> complete(result, action));
              return null;
            });
    CompletableFuture<?> unused =
        begun.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> action) {
    try {
      result.complete(action.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Sends audio: in a section that the other side has offered, or in one that our next offer adds.
   *
   * @return the section's transceiver, which can send something else later
   */
  public Transceiver addTrack(AudioSource source) {
    return add(Transceiver.sending(Objects.requireNonNull(source, "source")));
  }

  /** Adds a section to our next offer, with nothing to send in it yet. */
  public Transceiver addTransceiver(Direction direction) {
    return add(Transceiver.of(Objects.requireNonNull(direction, "direction")));
  }

  private Transceiver add(Transceiver transceiver) {
    endpoint.loop().execute(() -> session.add(transceiver));
    return transceiver;
  }

  /** The sections so far, in the order in which they came up. */
  public CompletableFuture<List<Transceiver>> transceivers() {
    return onLoop(session::transceivers);
  }

  /**
   * Makes an offer of all sections (W3C WebRTC §4.4.2), with our candidates in it: those that are
   * known when gathering is complete, or when {@link EndpointConfig#gatheringTimeout} is over.
   */
  public CompletableFuture<SessionDescription> createOffer() {
    return whenGathered(() -> null, session::createOffer);
  }

  /** Makes an answer to the other side's offer, with our candidates in it, likewise. */
  public CompletableFuture<SessionDescription> createAnswer() {
    return whenGathered(() -> null, session::createAnswer);
  }

  /**
   * Puts our own description into force. It must be the last that {@link #createOffer} or {@link
   * #createAnswer} made, as it was made.
   */
  public CompletableFuture<Void> setLocalDescription(SessionDescription description) {
    return onLoop(
        () -> {
          session.setLocalDescription(description);
          return null;
        });
  }

  /** Takes the other side's description. If it is refused, all stays as it was. */
  public CompletableFuture<Void> setRemoteDescription(SessionDescription description) {
    return onLoop(
        () -> {
          session.setRemoteDescription(description);
          return null;
        });
  }

  /** Takes an offer and answers it, in one step. */
  public CompletableFuture<SessionDescription> answer(SessionDescription offer) {
    return whenGathered(
        () -> {
          session.setRemoteDescription(offer);
          return null;
        },
        () -> {
          SessionDescription answer = session.createAnswer();
          session.setLocalDescription(answer);
          return answer;
        });
  }

  /** Makes an offer and puts it into force, in one step. */
  public CompletableFuture<SessionDescription> offer() {
    return whenGathered(
        () -> null,
        () -> {
          SessionDescription offer = session.createOffer();
          session.setLocalDescription(offer);
          return offer;
        });
  }

  /** Adds one of the other side's candidates; an empty one means that there are no more. */
  public CompletableFuture<Void> addIceCandidate(IceCandidate candidate) {
    return onLoop(
        () -> {
          session.addIceCandidate(candidate);
          return null;
        });
  }

  /** Looks for a new path from our next offer on, while the old one goes on (RFC 8445 §9). */
  public void restartIce() {
    endpoint.loop().execute(session::restartIce);
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
    return onLoop(
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
    return onLoop(session::stats);
  }

  /** Tells every change of the connection's state. */
  public void onConnectionStateChange(Consumer<ConnectionState> listener) {
    stateListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Tells each of our candidates once a local description is in force, those in it too; an empty
   * one says that there are no more (W3C WebRTC §4.8.2). An other side that has the description
   * needs only those that come later.
   */
  public void onIceCandidate(Consumer<IceCandidate> listener) {
    candidateListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells how far the search for our candidates has come. */
  public void onIceGatheringStateChange(Consumer<GatheringState> listener) {
    gatheringListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells of each STUN or TURN server that is of no use, and why. */
  public void onIceCandidateError(Consumer<IceCandidateError> listener) {
    candidateErrorListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** How far the search for our candidates has come; it begins with the first offer or answer. */
  public GatheringState iceGatheringState() {
    return iceGatheringState;
  }

  /** Tells of each section in which the other side may say something. */
  public void onTrack(Consumer<RemoteTrack> listener) {
    trackListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** The state that was told last. */
  public ConnectionState connectionState() {
    return connectionState;
  }

  /** Why it failed or was closed, in words; null if it was not, or there is nothing to say. */
  public @Nullable String reason() {
    return reason;
  }

  /** Completed when the connection is closed, by whichever side. */
  public CompletableFuture<Void> closed() {
    return closed.copy();
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
