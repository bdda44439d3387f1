package example;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers the offers of browsers and plays them a tone; all peers share one UDP port. */
@RestController
public class OfferController {
  /** An offer or an answer as JavaScript writes it. */
  public record Description(String type, String sdp) {}

  private final Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
  private final Set<PeerConnection> peers = ConcurrentHashMap.newKeySet();

  public OfferController() throws IOException {}

  @PostMapping("/offer")
  public CompletableFuture<Description> offer(@RequestBody Description offer) throws IOException {
    PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
    peers.add(peer);
    peer.closed().thenRun(() -> peers.remove(peer));
    peer.onConnectionStateChange(
        state -> {
          if (state == ConnectionState.FAILED) {
            peer.close();
          }
        });
    peer.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 433, -12));
    return peer.answer(SessionDescription.offer(offer.sdp()))
        .thenApply(answer -> new Description("answer", answer.sdp()));
  }

  /** How many are connected, for a health check. */
  @GetMapping("/peers")
  public Map<String, Integer> count() {
    return Map.of("peers", peers.size());
  }

  @PreDestroy
  void close() {
    endpoint.close();
  }
}
