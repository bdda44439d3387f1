package io.antiphon.agent;

import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.IceCandidate;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingHandler;
import io.antiphon.signaling.SignalingServer;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Answers whoever calls over HTTP, and gives each caller to an agent. From any thread. */
final class AgentServer implements SignalingHandler, AutoCloseable {
  private final Endpoint endpoint;
  private final Agent agent;
  private final Map<String, PeerConnection> callers = new ConcurrentHashMap<>();
  private final SignalingServer http;

  /**
   * Starts it.
   *
   * @param port of HTTP; 0 for any
   * @param agent takes the calls
   */
  AgentServer(EndpointConfig config, String host, int port, Agent agent) throws IOException {
    this.agent = agent;
    endpoint = Endpoint.open(config);
    CompletableFuture<Void> warm = Endpoint.warmUp(); // meanwhile it may turn out that it cannot be
    http =
        SignalingServer.builder()
            .host(host)
            .port(port)
            .handler(this)
            .page("/", AgentServer.class, "agent.html")
            .start();
    warm.join();
  }

  URI uri() {
    return http.uri();
  }

  @Override
  public CompletionStage<Answer> offer(Offer offer) {
    PeerConnection caller;
    try {
      caller = PeerConnection.create(PeerConfig.on(endpoint));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    String id = UUID.randomUUID().toString();
    callers.put(id, caller);
    var unused = caller.closed().thenRun(() -> callers.remove(id));
    SessionDescription offered = SessionDescription.offer(offer.sdp());
    return agent
        .take(caller)
        .exceptionally(
            failure -> {
              throw refusal(503, "Service Unavailable", failure);
            })
        .thenCompose(
            ready ->
                caller
                    .answer(offered)
                    .exceptionally(
                        failure -> {
                          throw refusal(400, "Bad Request", failure);
                        }))
        .thenApply(answer -> Answer.of(answer.sdp(), id))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                caller.close();
              }
            });
  }

  private static SignalingException refusal(int status, String title, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new SignalingException(status, title, String.valueOf(cause.getMessage()));
  }

  @Override
  public CompletionStage<Void> candidate(String id, IceCandidate candidate) {
    PeerConnection caller = callers.get(id);
    if (caller == null) {
      throw new SignalingException(404, "Not Found", "There is no caller of this id.");
    }
    return caller.addIceCandidate(
        new io.antiphon.peer.IceCandidate(
            candidate.isEnd() ? "" : candidate.candidate(),
            candidate.sdpMid(),
            candidate.sdpMLineIndex()));
  }

  @Override
  public void close() {
    http.close();
    callers.values().forEach(PeerConnection::close);
    endpoint.close();
  }
}
