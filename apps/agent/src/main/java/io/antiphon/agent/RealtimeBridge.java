package io.antiphon.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antiphon.peer.PeerConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects each caller to a speech service of their own, by WebSocket in the realtime JSON form: 24
 * kHz PCM16 in base64 both ways. The service decides when to speak; when it hears the caller begin,
 * what it was saying is cut off and it is told how much of it was heard.
 *
 * <p>A call whose service refuses it, or cannot be reached, is refused with a sentence that says
 * so; when the service goes away, the call ends.
 */
public final class RealtimeBridge implements Agent {
  private static final Logger log = LoggerFactory.getLogger(RealtimeBridge.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Duration patience;
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
    this(service, key, instructions, voice, PATIENCE);
  }

  /** The same with a service that has so long to take a call. */
  RealtimeBridge(
      URI service,
      @Nullable String key,
      @Nullable String instructions,
      @Nullable String voice,
      Duration patience) {
    if (!"ws".equals(service.getScheme()) && !"wss".equals(service.getScheme())) {
      throw new IllegalArgumentException(
          "A speech service has a ws:// or wss:// address, not " + service + ".");
    }
    this.service = service;
    this.key = key;
    this.instructions = instructions;
    this.voice = voice;
    this.patience = patience;
  }

  @Override
  public CompletionStage<Void> take(PeerConnection caller) {
    RealtimeConversation conversation = new RealtimeConversation(caller, settings());
    WebSocket.Builder socket =
        http.newWebSocketBuilder().connectTimeout(patience).header("OpenAI-Beta", "realtime=v1");
    if (key != null) {
      socket.header("Authorization", "Bearer " + key);
    }
    var unused = caller.closed().thenRun(conversation::end);
    return socket
        .buildAsync(service, conversation)
        .handle(
            (open, failure) -> {
              if (failure != null) {
                String sentence = sentence(failure);
                log.debug("{}", sentence, failure);
                log.warn("A call is refused. {}", sentence);
                throw new IllegalStateException(sentence, failure);
              }
              return null;
            });
  }

  /** Why there is no service for a call; for the caller too, so without its address. */
  private String sentence(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      return switch (status) {
        case 401, 403 -> "The speech service refuses the key (" + status + ").";
        case 404 -> "The speech service knows no such address or model (404).";
        case 429 -> "The speech service takes no more calls for now (429).";
        default -> "The speech service does not begin a conversation (" + status + ").";
      };
    }
    return cause instanceof HttpTimeoutException
        ? "The speech service has not answered within " + patience.toMillis() / 1_000.0 + " s."
        : "The speech service cannot be reached.";
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
