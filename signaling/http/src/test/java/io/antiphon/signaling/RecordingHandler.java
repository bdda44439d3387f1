package io.antiphon.signaling;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers every offer alike, and keeps what it was told. */
final class RecordingHandler implements SignalingHandler {
  final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
  final BlockingQueue<IceCandidate> candidates = new LinkedBlockingQueue<>();

  @Override
  public CompletionStage<Answer> offer(Offer offer) {
    offers.add(offer);
    return CompletableFuture.completedFuture(Answer.of("v=0\r\n", "peer-1"));
  }

  @Override
  public CompletionStage<Void> candidate(String id, IceCandidate candidate) {
    if (!id.equals("peer-1")) {
      return CompletableFuture.failedFuture(
          new SignalingException(404, "Not Found", "There is no peer \"" + id + "\"."));
    }
    candidates.add(candidate);
    return CompletableFuture.completedFuture(null);
  }
}
