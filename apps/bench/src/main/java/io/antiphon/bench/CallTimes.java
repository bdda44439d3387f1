package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * When a call was posted, answered, its handshake done, its first packet there; by {@link
 * System#nanoTime}.
 */
record CallTimes(long postedNanos, long answeredNanos, long connectedNanos, long heardNanos) {
  static final long PATIENCE_SECONDS = 60;

  /** Calls as somebody in no room. */
  static CallTimes of(LoadGenerator load, SignalingClient signaling)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    return of(load, load.newPeer(), signaling, Offer::of);
  }

  /** Calls, with this offer made of the peer's SDP. */
  static CallTimes of(
      LoadGenerator load, LoadPeer peer, SignalingClient signaling, Function<String, Offer> offer)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Offer posted = offer.apply(load.ask(peer::offer));
    long postedNanos = System.nanoTime();
    String answer = signaling.offer(posted).sdp();
    long answeredNanos = System.nanoTime();
    load.execute(() -> peer.takeAnswer(answer));
    long connectedNanos = peer.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long heardNanos = peer.firstPacket().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new CallTimes(postedNanos, answeredNanos, connectedNanos, heardNanos);
  }
}
