package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live audio both ways by WebSocket, and what its producer is told. */
@Timeout(60)
class LiveSocketTest {
  private static final double PUSHED_HZ = 711;

  private static RunningServer server;
  private Ear ear;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = RunningServer.withPushBuffer(folder, Duration.ofMillis(600));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void call() throws Exception {
    ear = new Ear(server).connect();
  }

  @AfterEach
  void hangUp() {
    ear.close();
  }

  private JsonNode counters() throws Exception {
    return server.get("/peers/" + ear.id()).expect(200).json().path("audio");
  }

  /** Hears the peer's voice, and what becomes of what is pushed. */
  private static final class Agent implements WebSocket.Listener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final ToneMeter voice = new ToneMeter(511);
    final CompletableFuture<Void> heardVoice = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      events.add(data.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      ByteBuffer little = data.order(ByteOrder.LITTLE_ENDIAN);
      while (little.remaining() >= 2) {
        voice.add(little.getShort(), 24_000);
      }
      if (voice.toneSamples() > 7_200) {
        heardVoice.complete(null);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("close " + code);
      return CompletableFuture.completedFuture(null);
    }

    void expect(String event) throws InterruptedException {
      assertEquals(text(event), events.poll(20, TimeUnit.SECONDS));
    }

    void expectAtLast(String event) throws InterruptedException {
      String next = events.poll(20, TimeUnit.SECONDS);
      while (text("underrun").equals(next)) {
        next = events.poll(20, TimeUnit.SECONDS);
      }
      assertEquals(text(event), next);
    }

    private static String text(String event) {
      return "{\"type\":\"" + event + "\"}";
    }
  }

  private WebSocket open(Agent agent) throws Exception {
    String uri = "ws" + server.uri().toString().substring(4) + ear.audio() + "?rate=24000";
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create(uri), agent)
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void aWebSocketIsToldThatItsAudioCameTooLate() throws Exception {
    Agent agent = new Agent();
    WebSocket socket = open(agent);
    byte[] word = LiveAudioTest.tone(PUSHED_HZ, 0.3, 24_000, ByteOrder.LITTLE_ENDIAN);
    socket.sendBinary(ByteBuffer.wrap(word), true).get(10, TimeUnit.SECONDS);
    agent.expect("started");
    agent.expect("underrun"); // what follows comes late, for it waits for this
    assertEquals(1, counters().path("underruns").asInt());
    socket.sendBinary(ByteBuffer.wrap(word), true).get(10, TimeUnit.SECONDS);
    socket.sendText("{\"type\":\"flush\"}", true).get(10, TimeUnit.SECONDS);
    agent.expectAtLast("finished"); // where this machine stands still, the flush is late as well
    JsonNode counted = counters();
    assertEquals(0.6, counted.path("playedSeconds").asDouble(), 1e-6);
    assertEquals(1, counted.path("utterances").asInt(), "it went on with the same");
    assertTrue(counted.path("silenceSeconds").asDouble() > 0, counted.toString());
  }

  @Test
  void aWebSocketCarriesBothWays() throws Exception {
    Agent agent = new Agent();
    WebSocket socket = open(agent);
    byte[] pcm = LiveAudioTest.tone(PUSHED_HZ, 2, 24_000, ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < pcm.length; at += 999) { // frames that cut samples in two
      int length = Math.min(999, pcm.length - at);
      socket.sendBinary(ByteBuffer.wrap(pcm, at, length), true).get(10, TimeUnit.SECONDS);
    }
    socket.sendText("{\"type\":\"flush\"}", true).get(10, TimeUnit.SECONDS);
    agent.expect("started");
    agent.expect("finished");
    ear.awaitTone(PUSHED_HZ, 0.3);
    agent.heardVoice.get(20, TimeUnit.SECONDS);

    byte[] longer = LiveAudioTest.tone(911, 4, 24_000, ByteOrder.LITTLE_ENDIAN);
    socket.sendBinary(ByteBuffer.wrap(longer), true).get(10, TimeUnit.SECONDS);
    agent.expect("started");
    socket.sendText("{\"type\":\"interrupt\"}", true).get(10, TimeUnit.SECONDS);
    agent.expect("interrupted");
    assertTrue(counters().path("droppedSeconds").asDouble() > 1);
    socket.sendText("{\"type\":\"sing\"}", true).get(10, TimeUnit.SECONDS);
    String error = agent.events.poll(10, TimeUnit.SECONDS);
    assertTrue(String.valueOf(error).contains("error"), error);
    assertFalse(socket.isInputClosed());
    server.send("DELETE", "/peers/" + ear.id()).expect(204);
    assertEquals("close 1000", agent.events.poll(10, TimeUnit.SECONDS));
  }
}
