package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveAudioTest {
  private static final String L16 = "audio/L16;rate=24000;channels=1";
  private static final double PUSHED_HZ = 711;

  private static RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();
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
    ear = new Ear(server);
  }

  @AfterEach
  void hangUp() {
    ear.close();
  }

  static byte[] tone(double hertz, double seconds, int rate, ByteOrder order) {
    short[] pcm = new short[(int) (seconds * rate)];
    AudioSource.tone(AudioFormat.mono(rate), hertz, -9).read(pcm, 0, pcm.length);
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length).order(order);
    bytes.asShortBuffer().put(pcm);
    return bytes.array();
  }

  /** A WAV file that does not know its length. */
  private static byte[] wav(double hertz, double seconds, int rate) {
    byte[] pcm = tone(hertz, seconds, rate, ByteOrder.LITTLE_ENDIAN);
    ByteBuffer file = ByteBuffer.allocate(44 + pcm.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
    file.putShort((short) 1).putInt(rate).putInt(2 * rate).putShort((short) 2);
    file.putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1).put(pcm);
    return file.array();
  }

  private CompletableFuture<HttpResponse<byte[]>> post(String type, InputStream body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + ear.audio()))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofInputStream(() -> body))
            .timeout(Duration.ofSeconds(30))
            .build();
    return http.sendAsync(request, BodyHandlers.ofByteArray());
  }

  private CompletableFuture<HttpResponse<byte[]>> post(String type, byte[] body) {
    return post(type, new ByteArrayInputStream(body));
  }

  private static Reply reply(CompletableFuture<HttpResponse<byte[]>> response) throws Exception {
    return new Reply(response.get(30, TimeUnit.SECONDS));
  }

  private JsonNode counters() throws Exception {
    return server.get("/peers/" + ear.id()).expect(200).json().path("audio");
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    JsonNode now = counters();
    while (!wanted.test(now)) {
      assertTrue(deadline - System.nanoTime() > 0, now.toString());
      TimeUnit.MILLISECONDS.sleep(20);
      now = counters();
    }
    return now;
  }

  @Test
  void aWavIsHeardInPlaceOfTheSampleWhichReturns() throws Exception {
    ear.connect().awaitTone(RunningServer.SAMPLE_HZ, 0.3);
    reply(post("audio/wav", wav(PUSHED_HZ, 1, 24_000))).expect(202);
    double before = ear.secondsOf(RunningServer.SAMPLE_HZ);
    ear.awaitTone(PUSHED_HZ, 0.5); // a late loop spoils blocks, and loses none
    ear.awaitTone(RunningServer.SAMPLE_HZ, before + 0.5);
    assertTrue(ear.secondsOf(PUSHED_HZ) < 1.1, ear.secondsOf(PUSHED_HZ) + " s");
    JsonNode counted = counters();
    assertEquals(1, counted.path("playedSeconds").asDouble(), 1e-6);
    assertEquals(1, counted.path("utterances").asInt());
    assertEquals("idle", counted.path("state").asText());
    assertTrue(server.get("/metrics").text().contains("\nantiphon_push_played_seconds_total "));
    JsonNode stats = server.get("/peers/" + ear.id() + "/stats").json();
    assertTrue(stats.findValuesAsText("pushedDuration").contains("1.0"), stats.toString());
  }

  @Test
  void whatIsPushedBeforeTheCallConnectsIsHeldAndFollowsOneAnother() throws Exception {
    reply(post(L16, tone(PUSHED_HZ, 0.28, 24_000, ByteOrder.BIG_ENDIAN))).expect(202);
    // The next is taken in before this one was heard, so that there can be no gap between them.
    reply(post("audio/wav", wav(911, 0.28, 16_000))).expect(202);
    JsonNode held = counters();
    assertEquals("held", held.path("state").asText());
    assertEquals(0.56, held.path("waitingSeconds").asDouble(), 1e-6);
    ear.connect();
    await(now -> now.path("playedSeconds").asDouble() > 0.55);
    ear.awaitTone(PUSHED_HZ, 0.1);
    ear.awaitTone(911, 0.1);
    JsonNode counted = counters();
    assertEquals(0, counted.path("underruns").asInt());
    assertEquals(2, counted.path("utterances").asInt());
    assertEquals(0, counted.path("silenceSeconds").asDouble());
  }

  @Test
  void bodiesQueueInOrderWhateverTheirFormat() throws Exception {
    ear.connect();
    List<CompletableFuture<HttpResponse<byte[]>>> replies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int before = i;
      await(now -> now.path("pushedSeconds").asDouble() > 0.7 * before - 0.1);
      replies.add(
          switch (i) {
            case 0 -> post("audio/wav", wav(PUSHED_HZ, 0.7, 24_000));
            case 1 ->
                post(
                    "audio/l16; channels=1; rate=16000",
                    tone(911, 0.7, 16_000, ByteOrder.BIG_ENDIAN));
            default -> post("audio/wav", wav(1_311, 0.7, 48_000));
          });
    }
    for (CompletableFuture<HttpResponse<byte[]>> each : replies) {
      reply(each).expect(202);
    }
    await(now -> now.path("playedSeconds").asDouble() > 2.09);
    for (double hertz : new double[] {PUSHED_HZ, 911, 1_311}) {
      ear.awaitTone(hertz, 0.3);
      assertTrue(ear.secondsOf(hertz) < 0.8, hertz + " Hz");
    }
    assertEquals(0, counters().path("droppedSeconds").asDouble());
  }

  @Test
  void aProducerThatIsTooFastIsHeldBack() throws Exception {
    ear.connect();
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> posted =
        post(L16, tone(PUSHED_HZ, 3, 24_000, ByteOrder.BIG_ENDIAN));
    double most = 0;
    while (!posted.isDone()) {
      most = Math.max(most, counters().path("waitingSeconds").asDouble());
    }
    reply(posted).expect(202);
    assertTrue(System.nanoTime() - startNanos > 1_000_000_000L, "it was not held back");
    assertTrue(most < 2.2, most + " s waited"); // the mark and one piece of 64 KiB
    assertTrue(most > 0.3, most + " s waited");
  }

  @Test
  void deleteSilencesAndEndsBodiesThatNeverEnd() throws Exception {
    ear.connect();
    CompletableFuture<HttpResponse<byte[]>> endless =
        post(L16, tone(PUSHED_HZ, 20, 24_000, ByteOrder.BIG_ENDIAN));
    ear.awaitTone(PUSHED_HZ, 0.3);
    CompletableFuture<HttpResponse<byte[]>> queued =
        post(L16, tone(911, 1, 24_000, ByteOrder.BIG_ENDIAN));
    await(now -> now.path("bodiesWaiting").asInt() == 1);
    server.send("DELETE", ear.audio()).expect(204);
    reply(endless).assertProblem(409, "cut this audio off");
    reply(queued).assertProblem(409, "cut this audio off");
    double played =
        await(now -> now.path("waitingSeconds").asDouble() == 0).path("playedSeconds").asDouble();
    ear.awaitTone(RunningServer.SAMPLE_HZ, ear.secondsOf(RunningServer.SAMPLE_HZ) + 0.3);
    assertTrue(ear.secondsOf(PUSHED_HZ) < played + 0.1, played + " s were played");
    reply(post(L16, tone(1_311, 1.5, 24_000, ByteOrder.BIG_ENDIAN))).expect(202);
    ear.awaitTone(1_311, 0.3);
    server.send("DELETE", ear.audio()).expect(204);
  }

  @Test
  void refusesWhatCannotBePlayedWithAWordOnHowToMendIt() throws Exception {
    byte[] pcm = new byte[100];
    reply(post("audio/ogg", pcm)).assertProblem(415, "audio/wav");
    reply(post("audio/L16", pcm)).assertProblem(400, "audio/L16;rate=24000");
    reply(post("audio/L16;rate=fast", pcm)).assertProblem(400, "number");
    reply(post("audio/L16;rate=4000", pcm)).assertProblem(400, "8000");
    reply(post("audio/L16;rate=24000;channels=3", pcm)).assertProblem(400, "1 or 2");
    reply(post(L16, new byte[101])).assertProblem(400, "101 bytes");
    reply(post("audio/wav", pcm)).assertProblem(400, "no WAV file");
    reply(post("audio/wav", new byte[0])).assertProblem(400, "empty");
    server.post("/peers/nobody/audio", L16, "xx").assertProblem(404, "no peer nobody");
    server.post(ear.audio(), L16, "odd").assertProblem(400, "3 bytes");
    server.send("DELETE", "/peers/nobody/audio").assertProblem(404, "no peer nobody");
    server.send("GET", "/peers/nobody/audio").assertProblem(404, "no peer nobody");
    server.send("GET", ear.audio() + "?rate=1").assertProblem(400, "8000");
  }

  @Test
  void whatCameOfABodyThatBreaksOffIsPlayedAndCounted() throws Exception {
    ear.connect();
    URI uri = server.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      OutputStream out = socket.getOutputStream();
      String head = "POST " + ear.audio() + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + L16;
      out.write((head + "\r\nContent-Length: 96000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(tone(PUSHED_HZ, 0.5, 24_000, ByteOrder.BIG_ENDIAN), 0, 24_000 - 1);
      out.flush();
      await(now -> now.path("pushedSeconds").asDouble() > 0.49);
    }
    JsonNode counted = await(now -> now.path("brokenOff").asInt() == 1);
    assertEquals(11_999 / 24_000.0, counted.path("pushedSeconds").asDouble(), 1e-6);
    await(now -> now.path("playedSeconds").asDouble() > 0.49);
  }

  @Test
  void aBodyForAPeerThatLeavesIsTold() throws Exception {
    ear.connect();
    CompletableFuture<HttpResponse<byte[]>> posted =
        post(L16, tone(PUSHED_HZ, 20, 24_000, ByteOrder.BIG_ENDIAN));
    await(now -> now.path("pushedSeconds").asDouble() > 0.3);
    server.send("DELETE", "/peers/" + ear.id()).expect(204);
    reply(posted).assertProblem(410, "has left");
    reply(post(L16, new byte[2])).assertProblem(404, "no peer");
  }

  @Test
  void whatThePeerSaysIsStreamedUntilItLeaves() throws Exception {
    ear.connect();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + ear.audio() + "?rate=24000"))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    HttpResponse<InputStream> said = http.send(request, BodyHandlers.ofInputStream());
    assertEquals(200, said.statusCode());
    assertEquals(L16, said.headers().firstValue("Content-Type").orElse(""));
    ToneMeter meter = new ToneMeter(511);
    try (InputStream in = said.body()) {
      while (meter.toneSamples() < 12_000) {
        byte[] sample = in.readNBytes(2);
        assertEquals(2, sample.length);
        meter.add((short) ((sample[0] << 8) | (sample[1] & 0xff)), 24_000);
      }
      assertEquals(1, counters().path("listeners").asInt());
      server.send("DELETE", "/peers/" + ear.id()).expect(204);
      assertEquals(0, in.readAllBytes().length % 2);
    }
  }
}
