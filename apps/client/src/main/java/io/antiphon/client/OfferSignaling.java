package io.antiphon.client;

import io.antiphon.signaling.Answer;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Antiphon's own way: {@code POST /offer}, {@code DELETE /peers/{id}}. */
final class OfferSignaling implements Signaling {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REPLY = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final URI server;
  private final @Nullable String room;
  private final @Nullable String name;
  private final SignalingClient client;

  /**
   * For calls of one server.
   *
   * @param room to join; null for none
   * @param name to be called by; null for none
   */
  OfferSignaling(URI server, @Nullable String room, @Nullable String name) {
    this.server = server;
    this.room = room;
    this.name = name;
    client = SignalingClient.to(server, CONNECT, REPLY);
  }

  @Override
  public Answered offer(String sdp) throws IOException, InterruptedException {
    return answered(new Offer(sdp, "offer", room, name, null));
  }

  @Override
  public String restart(String id, String sdp) throws IOException, InterruptedException {
    return answered(new Offer(sdp, "offer", room, name, id)).sdp();
  }

  private Answered answered(Offer offer) throws IOException, InterruptedException {
    Answer answer = client.offer(offer);
    return new Answered(answer.id(), answer.sdp());
  }

  @Override
  public void hangUp(String id) throws IOException, InterruptedException {
    SignalingClient.to(server, GOODBYE, GOODBYE).close(id);
  }

  @Override
  public boolean isServing() throws InterruptedException {
    String base = server.toString();
    return Reachability.of(URI.create(base.replaceFirst("/$", "") + "/healthz"), "GET");
  }
}
