package io.antiphon.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antiphon.peer.PeerConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects each caller to a speech service of their own, by WebSocket in the realtime JSON form: 24
 * kHz PCM16 in base64 both ways. The service decides when to speak; when it hears the caller begin,
 * what it was saying is cut off and it is told how much of it was heard.
 *
 * <p>A call whose service cannot be reached is refused; when it goes away, the call ends.
 */
public final class RealtimeBridge implements Agent {
  private static final Logger log = LoggerFactory.getLogger(RealtimeBridge.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final URI service;
  private final @Nullable String key;
  private final @Nullable String instructions;
  private final @Nullable String voice;

  /**
   * A bridge.
   *
   * @param service {@code ws:} or {@code wss:}, with the model in its query if it wants one
   * @param key sent as a bearer token; null for none
   * @param instructions what the service is to be like; null for what it likes
   * @param voice it is to speak with; null for its usual one
   * @throws IllegalArgumentException if that is no WebSocket address
   */
  public RealtimeBridge(
      URI service, @Nullable String key, @Nullable String instructions, @Nullable String voice) {
    if (!"ws".equals(service.getScheme()) && !"wss".equals(service.getScheme())) {
      throw new IllegalArgumentException(
          "a speech service has a ws:// or wss:// address, not " + service);
    }
    this.service = service;
    this.key = key;
    this.instructions = instructions;
    this.voice = voice;
  }

  @Override
  public CompletionStage<Void> take(PeerConnection caller) {
    RealtimeConversation conversation = new RealtimeConversation(caller, settings());
    WebSocket.Builder socket =
        http.newWebSocketBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .header("OpenAI-Beta", "realtime=v1");
    if (key != null) {
      socket.header("Authorization", "Bearer " + key);
    }
    var unused = caller.closed().thenRun(conversation::end);
    return socket
        .buildAsync(service, conversation)
        .handle(
            (open, failure) -> {
              if (failure != null) {
                log.warn("The speech service cannot be reached: {}", failure.toString());
                throw new IllegalStateException("The speech service cannot be reached.", failure);
              }
              return null;
            });
  }

  private ObjectNode settings() {
    ObjectNode session = JsonNodeFactory.instance.objectNode();
    session.putArray("modalities").add("audio").add("text");
    session.put("input_audio_format", "pcm16");
    session.put("output_audio_format", "pcm16");
    session.putObject("turn_detection").put("type", "server_vad");
    if (instructions != null) {
      session.put("instructions", instructions);
    }
    if (voice != null) {
      session.put("voice", voice);
    }
    return session;
  }
}
