package io.antiphon.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.FormatConversion;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.PushConfig;
import io.antiphon.peer.PushSource;
import io.antiphon.peer.PushStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller and their speech service. Events are read as they come, so that a caller who
 * interrupts is not heard only after all that the service has sent ahead; hence the long buffer.
 */
final class RealtimeConversation implements WebSocket.Listener {
  private static final Logger log = LoggerFactory.getLogger(RealtimeConversation.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AudioFormat PCM16 = AudioFormat.mono(24_000);
  private static final Duration AHEAD = Duration.ofSeconds(60);

  /** So many frames of 20 ms may wait for the service; then only commands may, as many again. */
  private static final int MOST_WAITING = 250;

  /** Characters of one message: four minutes of audio in base64. */
  private static final int LONGEST_MESSAGE = 1 << 24;

  private static final int TOO_BIG = 1009; // RFC 6455 §7.4.1

  private final PeerConnection caller;
  private final ObjectNode settings;
  private final PushSource speech =
      PushSource.of(AudioFormat.MONO_48K, PushConfig.defaults().withHighWater(AHEAD));
  private final PushStream stream = speech.stream(PCM16, ByteOrder.LITTLE_ENDIAN);
  private final StringBuilder message = new StringBuilder();
  private @Nullable FormatConversion conversion;

  // Guarded by this: the caller's event loop and the socket's thread both send.
  private @Nullable WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private int waiting;
  private boolean toldSlow;

  // Of the socket's thread alone.
  private String response = "";
  private String item = "";
  private String cancelled = "";
  private int rubbish;
  private boolean responding;
  private double playedBefore;

  RealtimeConversation(PeerConnection caller, ObjectNode settings) {
    this.caller = caller;
    this.settings = settings;
    caller.addTrack(speech);
    caller.onTrack(track -> track.addSink(this::hear));
  }

  // ---- From the caller

  private void hear(AudioFrame frame) {
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), PCM16);
      conversion = current;
    }
    AudioFrame converted = current.process(frame);
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * converted.samplesPerChannel()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(converted.samples(), 0, converted.samplesPerChannel());
    send(
        event("input_audio_buffer.append")
            .put("audio", Base64.getEncoder().encodeToString(bytes.array())));
  }

  private static ObjectNode event(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  /** One message after the other, as a WebSocket wants it. */
  private synchronized void send(ObjectNode event) {
    WebSocket open = socket;
    if (open == null) {
      return;
    }
    boolean isAudio = event.has("audio");
    if (waiting >= (isAudio ? MOST_WAITING : 2 * MOST_WAITING)) {
      if (!toldSlow) {
        toldSlow = true;
        log.warn("The speech service is too slow; some of what the caller says is lost.");
      }
      return;
    }
    waiting++;
    sending =
        sending
            .thenCompose(before -> open.sendText(event.toString(), true))
            .whenComplete((sent, failure) -> sent());
  }

  private synchronized void sent() {
    waiting--;
  }

  // ---- From the service

  @Override
  public void onOpen(WebSocket opened) {
    synchronized (this) {
      socket = opened;
    }
    ObjectNode update = event("session.update");
    update.set("session", settings);
    send(update);
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    if (message.length() + data.length() > LONGEST_MESSAGE) {
      log.warn("The speech service sends a message without an end; the call ends.");
      var unused = from.sendClose(TOO_BIG, "A message is too long.");
      caller.close();
      return null;
    }
    message.append(data);
    if (last) {
      String whole = message.toString();
      message.setLength(0);
      try {
        onEvent(JSON.readTree(whole));
      } catch (JsonProcessingException e) {
        onRubbish("something that is not JSON");
      }
    }
    from.request(1);
    return null;
  }

  private void onEvent(JsonNode event) {
    switch (event.path("type").asText()) {
      case "input_audio_buffer.speech_started" -> interrupt();
      case "response.created" -> {
        responding = true;
        response = event.path("response").path("id").asText();
      }
      case "response.audio.delta", "response.output_audio.delta" -> say(event);
      case "response.audio.done", "response.output_audio.done" -> {
        var unused = stream.flush();
      }
      case "response.done" -> responding = false;
      case "error" -> {
        JsonNode error = event.path("error");
        log.warn("The speech service says: {}", error.path("message").asText(error.toString()));
      }
      default -> log.trace("{}", event.path("type"));
    }
  }

  private void say(JsonNode delta) {
    String of = delta.path("response_id").asText(response);
    if (!cancelled.isEmpty() && of.equals(cancelled)) {
      return; // sent before it knew
    }
    String itemOf = delta.path("item_id").asText();
    if (!itemOf.equals(item)) {
      item = itemOf;
      playedBefore = speech.stats().playedSeconds() + speech.stats().waitingSeconds();
    }
    try {
      byte[] pcm = Base64.getDecoder().decode(delta.path("delta").asText());
      var unused = stream.push(pcm, 0, pcm.length);
    } catch (IllegalArgumentException e) {
      onRubbish("audio that is not base64");
    }
  }

  /** Passed over; told once, for the next may come a thousand times a second. */
  private void onRubbish(String what) {
    rubbish++;
    if (rubbish == 1) {
      log.warn("The speech service has sent {}, which is passed over.", what);
    }
  }

  /** The caller speaks: nothing more of what was said is heard. */
  private void interrupt() {
    double played = Math.max(0, speech.stats().playedSeconds() - playedBefore);
    boolean unfinished = speech.stats().waitingSamples() > 0 || responding;
    speech.interrupt();
    if (!unfinished) {
      return;
    }
    cancelled = response;
    if (responding) {
      send(event("response.cancel"));
      responding = false;
    }
    if (!item.isEmpty()) {
      send(
          event("conversation.item.truncate")
              .put("item_id", item)
              .put("content_index", 0)
              .put("audio_end_ms", Math.round(1_000 * played)));
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket closed, int code, String reason) {
    if (code == WebSocket.NORMAL_CLOSURE) {
      log.info("The speech service has ended the conversation. {}", reason);
    } else {
      log.warn("The speech service has ended the conversation: {} {}", code, reason);
    }
    caller.close();
    return null;
  }

  @Override
  public void onError(WebSocket broken, Throwable error) {
    log.warn("The speech service is gone, and the call ends: {}", error.toString());
    caller.close();
  }

  /** The caller has gone. */
  synchronized void end() {
    speech.close();
    WebSocket open = socket;
    if (open != null && !open.isOutputClosed()) {
      sending =
          sending
              .handle((sent, failure) -> null)
              .thenCompose(ready -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }
  }
}
