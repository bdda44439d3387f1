package io.antiphon.peer;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets both sides of a call begin a negotiation whenever they like (W3C WebRTC §10.7): it sends an
 * offer when one is called for, and answers theirs. Where two offers cross, the polite side takes
 * its own back, and the other does as if theirs had never come. One side is to be polite, the other
 * not.
 *
 * <p>The signalling must keep the order of the descriptions. Any thread may hand them over.
 */
public final class PerfectNegotiation {
  private static final Logger log = LoggerFactory.getLogger(PerfectNegotiation.class);

  private final PeerConnection peer;
  private final boolean polite;
  private final Consumer<SessionDescription> toOther;
  private boolean makingOffer;
  private boolean settingAnswer;

  /**
   * From now on this connection negotiates by itself.
   *
   * @param polite whether it gives way; of the two sides exactly one does
   * @param toOther brings a description to the other side; called on the event loop, not to block
   */
  public PerfectNegotiation(
      PeerConnection peer, boolean polite, Consumer<SessionDescription> toOther) {
    this.peer = peer;
    this.polite = polite;
    this.toOther = Objects.requireNonNull(toOther, "toOther");
    peer.onNegotiationNeeded(this::begin);
  }

  private void begin() {
    makingOffer = true;
    CompletableFuture<?> unused =
        peer.setLocalDescription()
            .whenComplete(
                (offer, failure) -> {
                  makingOffer = false;
                  send(offer, failure);
                });
  }

  private void send(@Nullable SessionDescription description, @Nullable Throwable failure) {
    if (failure != null) {
      log.debug("the negotiation goes on without this", failure);
    } else if (description != null) {
      toOther.accept(description);
    }
  }

  /** Takes a description that the other side has sent. */
  public void receive(SessionDescription theirs) {
    Objects.requireNonNull(theirs, "theirs");
    peer.endpoint().loop().execute(() -> take(theirs));
  }

  private void take(SessionDescription theirs) {
    boolean offer = theirs.type() == DescriptionType.OFFER;
    boolean stable = peer.signalingState() == SignalingState.STABLE || settingAnswer;
    if (offer && (makingOffer || !stable) && !polite) {
      return;
    }
    settingAnswer = theirs.type() == DescriptionType.ANSWER;
    CompletableFuture<Void> taken =
        peer.setRemoteDescription(theirs).whenComplete((nothing, failure) -> settingAnswer = false);
    CompletableFuture<?> unused =
        offer
            ? taken.thenCompose(nothing -> peer.setLocalDescription()).whenComplete(this::send)
            : taken.whenComplete((nothing, failure) -> send(null, failure));
  }
}
