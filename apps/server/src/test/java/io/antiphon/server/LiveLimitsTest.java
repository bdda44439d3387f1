package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many may push to one peer, and listen to it, and how much of it is kept meanwhile. */
@Timeout(60)
class LiveLimitsTest {
  private static final String L16 = "audio/L16;rate=24000";

  private static RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();
  private Ear ear;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = RunningServer.withPushBuffer(folder, Duration.ofMillis(600));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A peer that is answered and never connects: what is pushed to it stays where it is. */
  @BeforeEach
  void call() throws Exception {
    ear = new Ear(server);
  }

  @AfterEach
  void hangUp() throws Exception {
    for (Socket each : sockets) {
      each.close();
    }
    ear.close();
  }

  private void send(String request) throws Exception {
    URI uri = server.uri();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    sockets.add(socket);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      JsonNode now = server.get("/peers/" + ear.id()).expect(200).json().path("audio");
      if (wanted.test(now)) {
        return now;
      }
      assertTrue(deadline - System.nanoTime() > 0, now.toString());
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void whoComesAfterSixtyFourThatWaitIsToldToSendOneAfterTheOther() throws Exception {
    String some =
        "POST "
            + ear.audio()
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
            + L16
            + "\r\nContent-Length: 96000\r\n\r\n";
    send(some + "x".repeat(48_000)); // more than the mark: it is not read on, and not timed out
    await(now -> now.path("pushedSeconds").asDouble() > 0.6);
    for (int i = 0; i < 64; i++) {
      send(some);
    }
    await(now -> now.path("bodiesWaiting").asInt() == 64);
    server
        .post(ear.audio(), L16, "xx")
        .assertProblem(429, "64 pushes wait for this peer already; send them one after the other.");
    server.send("DELETE", ear.audio()).expect(204);
    await(now -> now.path("bodiesWaiting").asInt() == 0);
    server.post(ear.audio(), L16, "xx").expect(202);
  }

  @Test
  void theSeventeenthListenerIsToldWhatToDo() throws Exception {
    for (int i = 0; i < 16; i++) {
      send("GET " + ear.audio() + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    JsonNode audio = await(now -> now.path("listeners").asInt() == 16);
    assertEquals(0, audio.path("listenersMissedSamples").asInt(-1));
    server.send("GET", ear.audio()).assertProblem(503, "16 listen to this peer already");
    server
        .send(
            "GET",
            ear.audio(),
            "Sec-WebSocket-Version",
            "13",
            "Sec-WebSocket-Key",
            "dGhlIHNhbXBsZSBub25jZQ==")
        .assertProblem(503, "end one of them");
    sockets.get(0).close();
    await(now -> now.path("listeners").asInt() == 15);
  }

  @Test
  void aProducerThatNeverStopsIsReadNoFasterThanItIsHeard() throws Exception {
    AtomicLong taken = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            taken.incrementAndGet();
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            taken.addAndGet(length);
            return length;
          }
        };
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + ear.audio()))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", L16)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> endless))
            .build();
    CompletableFuture<HttpResponse<byte[]>> posted =
        http.sendAsync(request, BodyHandlers.ofByteArray());
    ear.connect();
    JsonNode audio = await(now -> now.path("playedSeconds").asDouble() > 0.5);
    // The mark of 600 ms and pieces of 64 KiB; the rest is still in the network, or unmade.
    assertTrue(audio.path("waitingSeconds").asDouble() < 3.5, audio.toString());
    assertEquals(0, audio.path("droppedSeconds").asDouble(), audio.toString());
    assertTrue(taken.get() < 64 << 20, taken + " bytes were taken");
    server.send("DELETE", ear.audio()).expect(204);
    new Reply(posted.get(30, TimeUnit.SECONDS)).assertProblem(409, "cut this audio off");
  }

  @Test
  void whoDoesNotWantToWaitIsRefusedWhileOthersAreHeard() throws Exception {
    server.post(ear.audio() + "?queue=false", L16, "0123456789").expect(202);
    server
        .post(ear.audio() + "?queue=false", L16, "xx")
        .assertProblem(409, "leave out queue=false");
    server.post(ear.audio() + "?queue=perhaps", L16, "xx").assertProblem(400, "true or false");
    server.post(ear.audio() + "?queue=true", L16, "0123456789").expect(202);
    ear.connect();
    await(now -> now.path("waitingSeconds").asDouble() == 0);
    server.post(ear.audio() + "?queue=false", L16, "xx").expect(202);
  }
}
