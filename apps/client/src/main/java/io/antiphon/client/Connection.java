package io.antiphon.client;

import io.antiphon.codec.AudioSource;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceConfig;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.DeviceClock;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.peer.SessionDescription;
import io.antiphon.peer.StatsReport;
import io.antiphon.signaling.SignalingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a call: a UDP port of its own, so that it can follow the machine into another
 * network, the peer on it, and what the server calls it.
 */
final class Connection {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Sooner than usual: who talks wants to know, and a restart costs nothing. */
  private static final Duration DISCONNECTED_AFTER = Duration.ofSeconds(3);

  private final Signaling signaling;
  private final Endpoint endpoint;
  private final PeerConnection peer;
  private String id = "";

  private Connection(Signaling signaling, Endpoint endpoint, PeerConnection peer) {
    this.signaling = signaling;
    this.endpoint = endpoint;
    this.peer = peer;
  }

  /**
   * A port and a peer on it; nothing is sent yet.
   *
   * @param saidBy the clock of what is said; null for the media clock
   * @throws CallException if the server's host is unknown, or no UDP port can be had
   */
  static Connection open(
      Signaling signaling,
      URI server,
      GatheringConfig gathering,
      AudioSource said,
      @Nullable DeviceClock saidBy)
      throws CallException {
    InetAddress local = LocalAddress.towards(server);
    IceConfig ice = IceConfig.defaults().withDisconnectedAfter(DISCONNECTED_AFTER);
    try {
      Endpoint endpoint =
          Endpoint.open(EndpointConfig.on(List.of(local)).withIce(ice).withGathering(gathering));
      PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint).withLabel("call"));
      peer.addTrack(said).setDeviceClock(saidBy);
      return new Connection(signaling, endpoint, peer);
    } catch (IOException e) {
      throw new CallException(ExitCode.LOST, "No UDP port can be opened: " + Sentences.of(e), e);
    }
  }

  /** Tells every change of its state, and what is heard; before {@link #dial}. */
  void listen(Consumer<ConnectionState> states, Consumer<RemoteTrack> tracks) {
    peer.onConnectionStateChange(states);
    peer.onTrack(tracks);
  }

  /**
   * Offers a session to the server and takes its answer. The connection comes up afterwards.
   *
   * @param named told what the server calls us, before anything is heard
   * @throws CallException if the server cannot be reached, refuses, or answers with nonsense
   */
  void dial(Consumer<String> named) throws CallException, InterruptedException {
    SessionDescription offer = result(peer.offer());
    Signaling.Answered answered;
    try {
      answered = signaling.offer(offer.sdp());
    } catch (SignalingException | IOException e) {
      throw new CallException(ExitCode.SERVER, Sentences.of(e), e);
    }
    id = answered.id();
    log.debug("the server calls us {}", id);
    named.accept(id);
    result(peer.setRemoteDescription(SessionDescription.answer(answered.sdp())));
  }

  /**
   * Looks for a new path to the same peer.
   *
   * @throws SignalingException if the server refuses: 404, it does not know us any more
   * @throws IOException if it cannot be reached
   * @throws CallException if its answer is nonsense
   */
  void restartIce() throws IOException, CallException, InterruptedException {
    peer.restartIce();
    SessionDescription offer = result(peer.offer());
    String answer = signaling.restart(id, offer.sdp());
    result(peer.setRemoteDescription(SessionDescription.answer(answer)));
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

  /** What the server calls us; empty before it has answered. */
  String id() {
    return id;
  }

  /** Why it failed or was closed, in words; null if there is nothing to say. */
  @Nullable String reason() {
    return peer.reason();
  }

  CompletableFuture<StatsReport> stats() {
    return peer.getStats();
  }

  /** Says goodbye by RTCP and DTLS and frees the port; whoever listens has heard all then. */
  void close() {
    peer.close();
    endpoint.close();
  }

  /** Says goodbye by HTTP; most servers have let go by then, having heard the other two. */
  void hangUp() {
    if (id.isEmpty()) {
      return;
    }
    try {
      signaling.hangUp(id);
    } catch (SignalingException | IOException e) {
      log.debug("hanging up {}: {}", id, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
