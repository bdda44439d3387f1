package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.peer.WavRecorder;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.IceCandidate;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingHandler;
import io.antiphon.signaling.SignalingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The smallest server: one peer, who hums 711 Hz and is recorded. */
final class Answerer implements SignalingHandler, AutoCloseable {
  static final String ID = "peer-1";
  static final double HUM_HZ = 711;

  private final Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
  private final PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
  private final WavRecorder recorder;
  private final SignalingServer http;
  private final CompletableFuture<String> deleted = new CompletableFuture<>();
  private final CompletableFuture<Offer> offered = new CompletableFuture<>();
  private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
  private UnaryOperator<String> tamper = sdp -> sdp;

  Answerer(Path recording) throws IOException {
    Endpoint.warmUp().join(); // a cold server would leave gaps in its hum
    recorder = WavRecorder.to(recording);
    peer.addTrack(AudioSource.tone(AudioFormat.MONO_48K, HUM_HZ, -12));
    peer.onTrack(
        track -> {
          track.addRecorder(recorder);
          track.addSink(frame -> heard.add(frame.samplesPerChannel()));
        });
    http =
        SignalingServer.builder()
            .handler(this)
            .route(
                "DELETE",
                "/peers/{id}",
                call -> {
                  deleted.complete(call.pathParameter("id"));
                  return HttpReply.noContent().now();
                })
            .start();
  }

  /** Changes every answer before it is sent. */
  Answerer tampering(UnaryOperator<String> change) {
    tamper = change;
    return this;
  }

  @Override
  public CompletionStage<Answer> offer(Offer offer) {
    offered.complete(offer);
    if ("full".equals(offer.room())) {
      throw new SignalingException(409, "Conflict", "The room is full.");
    }
    return peer.answer(SessionDescription.offer(offer.sdp()))
        .thenApply(answer -> Answer.of(tamper.apply(answer.sdp()), ID));
  }

  @Override
  public CompletionStage<Void> candidate(String id, IceCandidate candidate) {
    return CompletableFuture.completedFuture(null);
  }

  String url() {
    return http.uri().toString();
  }

  PeerConnection peer() {
    return peer;
  }

  Offer offered() throws Exception {
    return offered.get(60, TimeUnit.SECONDS);
  }

  /** The id that was deleted, waiting for it. */
  String deleted() throws Exception {
    return deleted.get(60, TimeUnit.SECONDS);
  }

  /** Waits until a second of audio was heard. */
  void awaitSecondOfAudio() throws InterruptedException {
    for (int samples = 0; samples < 48_000; ) {
      Integer next = heard.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing is heard");
      }
      samples += next;
    }
  }

  /** The recording, finished. */
  Path recording() throws Exception {
    recorder.close();
    return recorder.finished().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    http.close();
    endpoint.close();
  }
}
