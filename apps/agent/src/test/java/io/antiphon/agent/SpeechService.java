package io.antiphon.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServer;
import io.antiphon.signaling.WebSocket;
import io.antiphon.signaling.WebSocketListener;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A speech service of the realtime JSON kind: hears by level where the caller begins and ends, and
 * answers each time with six seconds of a tone, sent at once in many deltas.
 */
final class SpeechService implements AutoCloseable {
  static final double HZ = 511;
  static final double SECONDS = 6;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AudioFormat FORMAT = AudioFormat.mono(24_000);
  private static final int DELTA_SAMPLES = 4_800;
  private static final int LOUD_DBOV = 40;
  private static final int QUIET_SAMPLES = 24_000 / 2;

  /** Everything but the audio that has come, in order. */
  final List<JsonNode> received = new CopyOnWriteArrayList<>();

  private final SignalingServer http;
  private final AtomicInteger samplesHeard = new AtomicInteger();
  private volatile @Nullable WebSocket line;
  private volatile int refusal;
  private volatile boolean slow;
  private volatile String authorization = "";
  private volatile String model = "";

  SpeechService() throws IOException {
    http = SignalingServer.builder().port(0).webSocketRoute("/v1/realtime", this::take).start();
  }

  private WebSocketListener take(HttpCall call) {
    authorization = String.valueOf(call.header("Authorization"));
    model = String.valueOf(call.query("model"));
    if (refusal != 0) {
      throw new SignalingException(refusal, "Refused", "Not you.");
    }
    return new Conversation();
  }

  /** What the last one who called has shown. */
  String authorization() {
    return authorization;
  }

  /** The model that they asked for. */
  String model() {
    return model;
  }

  /**
   * Sends half of each answer only, under the newer names of the events; much more when it is told
   * to cancel, as one that has it on its way already.
   */
  void speakSlowly() {
    slow = true;
  }

  /** Refuses all conversations from now on with this status. */
  void refuse(int status) {
    refusal = status;
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + http.uri().getPort() + "/v1/realtime?model=test");
  }

  double secondsHeard() {
    return samplesHeard.get() / 24_000.0;
  }

  /** The first event of that type that came; missing if none did. */
  JsonNode first(String type) {
    return received.stream()
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElse(JSON.missingNode());
  }

  /** Ends all conversations. */
  void hangUp(int code) {
    WebSocket open = line;
    if (open != null) {
      open.close(code, "enough");
    }
  }

  /** Says this, whatever it is. */
  void say(String text) {
    WebSocket open = line;
    if (open != null) {
      open.sendText(text);
    }
  }

  /** Says a number of bytes that mean nothing. */
  void sayBytes(int number) {
    WebSocket open = line;
    if (open != null) {
      open.sendBinary(ByteBuffer.allocate(number));
    }
  }

  /** Base64 of so many seconds of the tone. */
  static String tone(double seconds) {
    short[] pcm = new short[(int) (24_000 * seconds)];
    AudioSource.tone(FORMAT, HZ, -12).read(pcm, 0, pcm.length);
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(pcm);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private final class Conversation implements WebSocketListener {
    private @Nullable WebSocket socket;
    private int quiet;
    private boolean speaking;
    private int responses;

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      line = opened;
      send(event("session.created"));
    }

    @Override
    public CompletionStage<Void> onText(String text) {
      try {
        JsonNode event = JSON.readTree(text);
        if (event.path("type").asText().equals("input_audio_buffer.append")) {
          hear(Base64.getDecoder().decode(event.path("audio").asText()));
        } else {
          received.add(event);
          switch (event.path("type").asText()) {
            case "session.update" -> send(event("session.updated"));
            case "response.cancel" -> finish("cancelled");
            default -> {}
          }
        }
      } catch (IOException e) {
        send(event("error"));
      }
      return CompletableFuture.completedFuture(null);
    }

    private void hear(byte[] bytes) {
      short[] pcm = new short[bytes.length / 2];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
      boolean loud = LevelMeter.levelDbov(pcm, 0, pcm.length) < LOUD_DBOV;
      quiet = loud ? 0 : quiet + pcm.length;
      if (loud) {
        samplesHeard.addAndGet(pcm.length);
      }
      if (loud && !speaking) {
        speaking = true;
        send(event("input_audio_buffer.speech_started"));
      } else if (speaking && quiet > QUIET_SAMPLES) {
        speaking = false;
        send(event("input_audio_buffer.speech_stopped"));
        respond();
      }
    }

    private void respond() {
      String id = "resp_" + ++responses;
      ObjectNode created = event("response.created");
      created.putObject("response").put("id", id);
      send(created);
      say(slow ? SECONDS / 2 : SECONDS);
      if (!slow) {
        finish("completed");
      }
    }

    private void say(double seconds) {
      AudioSource tone = AudioSource.tone(FORMAT, HZ, -12);
      short[] pcm = new short[DELTA_SAMPLES];
      for (int sent = 0; sent < seconds * 24_000; sent += DELTA_SAMPLES) {
        tone.read(pcm, 0, DELTA_SAMPLES);
        ByteBuffer bytes = ByteBuffer.allocate(2 * DELTA_SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(pcm);
        send(
            event(slow ? "response.output_audio.delta" : "response.audio.delta")
                .put("response_id", "resp_" + responses)
                .put("item_id", "item_" + responses)
                .put("delta", Base64.getEncoder().encodeToString(bytes.array())));
      }
    }

    private void finish(String status) {
      String id = "resp_" + responses;
      if (status.equals("cancelled")) {
        say(SECONDS);
      }
      send(
          event(slow ? "response.output_audio.done" : "response.audio.done")
              .put("response_id", id));
      ObjectNode done = event("response.done");
      done.putObject("response").put("id", id).put("status", status);
      send(done);
    }

    private ObjectNode event(String type) {
      return JSON.createObjectNode().put("type", type);
    }

    private void send(ObjectNode event) {
      WebSocket open = socket;
      if (open != null) {
        open.sendText(event.toString());
      }
    }

    @Override
    public CompletionStage<Void> onBinary(ByteBuffer data) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onClose() {
      received.add(event("closed"));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
