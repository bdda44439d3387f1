package example;

import io.antiphon.signaling.Answer;
import io.antiphon.signaling.IceCandidate;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import io.antiphon.signaling.SignalingHandler;
import io.antiphon.signaling.SignalingServer;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server that gives every offer the same answer, and a client that asks it for one. */
public final class CannedAnswer {
  private CannedAnswer() {}

  public static void main(String[] args) throws Exception {
    try (SignalingServer server = serve("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")) {
      System.out.println(ask(server.uri()));
    }
  }

  static SignalingServer serve(String sdp) throws Exception {
    SignalingHandler canned =
        new SignalingHandler() {
          @Override
          public CompletionStage<Answer> offer(Offer offer) {
            return CompletableFuture.completedFuture(Answer.of(sdp, "peer-1"));
          }

          @Override
          public CompletionStage<Void> candidate(String id, IceCandidate candidate) {
            return CompletableFuture.completedFuture(null);
          }
        };
    return SignalingServer.builder().host("127.0.0.1").port(0).handler(canned).start();
  }

  static Answer ask(URI server) throws Exception {
    return SignalingClient.to(server).offer(Offer.of("v=0\r\n"));
  }
}
