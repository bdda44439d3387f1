package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.LevelMeter;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.peer.SessionDescription;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import io.antiphon.signaling.SignalingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a server: offers a session over HTTP, sends the source, hears the other side in the
 * speaker and the recording. Used by one thread.
 */
final class Call implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Call.class);
  private static final long WARM_UP_SECONDS = 4;
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final CallConfig config;
  private final SignalingClient server;
  private final Endpoint endpoint;
  private final PeerConnection peer;
  private final LevelMeter outLevel = new LevelMeter();
  private final LevelMeter inLevel = new LevelMeter();
  private final BlockingQueue<ConnectionState> changes = new LinkedBlockingQueue<>();
  private @Nullable String id;
  private volatile @Nullable CallRecording recording;

  /**
   * Prepares a call; nothing is sent yet.
   *
   * @throws CallException if the server's host is unknown, or no UDP port can be had
   */
  Call(CallConfig config) throws CallException {
    this.config = config;
    server = SignalingClient.to(config.server());
    try {
      endpoint =
          Endpoint.open(
              EndpointConfig.on(List.of(LocalAddress.towards(config.server())))
                  .withGathering(config.gathering()));
      peer = PeerConnection.create(PeerConfig.on(endpoint).withLabel("call"));
    } catch (IOException e) {
      throw new CallException(ExitCode.LOST, "No UDP port can be opened: " + Sentences.of(e), e);
    }
    peer.onConnectionStateChange(changes::add);
    peer.onTrack(this::listen);
    peer.addTrack(new MeteredSource(config.source().as(AudioFormat.MONO_48K), outLevel));
  }

  /** On the event loop. */
  private void listen(RemoteTrack track) {
    track.addSink(frame -> inLevel.measure(frame.samples(), 0, frame.length()));
    AudioSink playback = config.playback();
    if (playback != null) {
      track.addSink(playback);
    }
    CallRecording file = recording;
    if (file != null) {
      track.addRecorder(file.recorder());
    }
  }

  /**
   * Offers the session to the server and takes its answer. The connection comes up afterwards.
   *
   * @throws CallException if the server cannot be reached, refuses, or answers with nonsense
   */
  void dial() throws CallException, InterruptedException {
    warmUp();
    SessionDescription offer = result(peer.offer());
    Answer answer;
    try {
      answer = server.offer(new Offer(offer.sdp(), "offer", config.room(), config.name(), null));
    } catch (SignalingException | IOException e) {
      throw new CallException(ExitCode.SERVER, Sentences.of(e), e);
    }
    id = answer.id();
    log.debug("the server calls us {}", id);
    if (config.recordings() != null) {
      recording = CallRecording.in(config.recordings(), answer.id(), Clock.systemUTC());
    }
    result(peer.setRemoteDescription(SessionDescription.answer(answer.sdp())));
  }

  /** A second now, or else gaps in the first second of the call. */
  private static void warmUp() throws InterruptedException {
    try {
      Endpoint.warmUpAudio().get(WARM_UP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("calling before everything is warm", e);
    }
  }

  private static <T> T result(CompletableFuture<T> future)
      throws CallException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String reason = cause == null ? e.toString() : String.valueOf(cause.getMessage());
      throw new CallException(
          ExitCode.SERVER,
          "The server's answer cannot be used: " + Sentences.withFullStop(reason),
          e);
    }
  }

  /**
   * Waits for the connection's state to change.
   *
   * @return the new state; null if it has not changed for so long
   */
  @Nullable ConnectionState awaitChange(long millis) throws InterruptedException {
    return changes.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Why it failed or was closed, in words; null if there is nothing to say. */
  @Nullable String reason() {
    return peer.reason();
  }

  /** Level of what was sent last, 0 to 127 below the loudest. */
  int outDbov() {
    return outLevel.levelDbov();
  }

  /** Level of what was heard last, likewise. */
  int inDbov() {
    return inLevel.levelDbov();
  }

  /** Says goodbye by RTCP, DTLS and HTTP, in this order, and frees the port. Takes a second. */
  @Override
  public void close() {
    peer.close();
    if (id != null) {
      try {
        SignalingClient.to(config.server(), GOODBYE, GOODBYE).close(id);
      } catch (SignalingException | IOException | InterruptedException e) {
        // Most servers have let go by now, having heard the other two.
        log.debug("DELETE /peers/{}: {}", id, e.getMessage());
      }
    }
    endpoint.close();
  }

  /** What became of the recording, in a sentence; null if there was to be none. After closing. */
  @Nullable String finishRecording() {
    CallRecording file = recording;
    return file == null ? null : file.finish();
  }
}
