package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignalingClientTest {
  private final SignalingServerBuilder builder = SignalingServer.builder();
  private SignalingServer server;

  private SignalingClient client() throws IOException {
    server = builder.start();
    return SignalingClient.to(server.uri(), Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void offersTricklesAndCloses() throws Exception {
    RecordingHandler handler = new RecordingHandler();
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    builder.handler(handler);
    builder.route(
        "DELETE",
        "/peers/{id}",
        call -> {
          closed.add(call.pathParameter("id"));
          return HttpReply.noContent().now();
        });
    SignalingClient client = client();
    Offer offer = new Offer("v=0\r\n", "offer", "den", null, null);
    assertEquals(Answer.of("v=0\r\n", "peer-1"), client.offer(offer));
    Offer taken = handler.offers.take();
    assertEquals(offer.sdp(), taken.sdp());
    assertEquals(offer.room(), taken.room());
    IceCandidate candidate = IceCandidate.of("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0");
    client.candidate("peer-1", candidate);
    assertEquals(candidate, handler.candidates.take());
    client.candidate("peer-1", IceCandidate.END);
    assertTrue(handler.candidates.take().isEnd());
    client.close("aö?");
    assertEquals("aö?", closed.take());
  }

  @Test
  void repeatsTheServersRefusal() throws Exception {
    builder.handler(new RecordingHandler());
    SignalingClient client = client();
    SignalingException refusal =
        assertThrows(SignalingException.class, () -> client.candidate("ghost", IceCandidate.END));
    assertEquals(404, refusal.status());
    assertEquals("Not Found", refusal.title());
    assertEquals("There is no peer \"ghost\".", refusal.detail());
    assertEquals(
        "POST "
            + server.uri()
            + "/ice-candidate was answered 404 Not Found: There is no peer"
            + " \"ghost\".",
        refusal.getMessage());
  }

  @Test
  void repeatsARefusalWithoutWords() throws Exception {
    builder.route("POST", "/offer", call -> HttpReply.text("no").status(503).now());
    SignalingClient client = client();
    SignalingException refusal =
        assertThrows(SignalingException.class, () -> client.offer(Offer.of("x")));
    assertEquals("POST " + server.uri() + "/offer was answered 503", refusal.getMessage());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    SignalingClient client = SignalingClient.to(URI.create("http://127.0.0.1:" + port));
    IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
    assertEquals(
        "http://127.0.0.1:" + port + " cannot be connected to: nothing listens there",
        failure.getMessage());
  }

  @Test
  void givesUpOnAServerThatDoesNotAnswer() throws Exception {
    builder.route("POST", "/offer", call -> new CompletableFuture<>());
    server = builder.start();
    SignalingClient client =
        SignalingClient.to(server.uri(), Duration.ofSeconds(5), Duration.ofMillis(100));
    IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
    assertEquals(server.uri() + " did not answer within 100 ms", failure.getMessage());
  }

  @Test
  void givesUpOnABodyThatDoesNotEnd() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> half =
          CompletableFuture.runAsync(
              () -> answerOnce(listener, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"));
      URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort());
      SignalingClient client =
          SignalingClient.to(uri, Duration.ofSeconds(5), Duration.ofMillis(300));
      IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
      assertEquals(uri + " did not answer within 300 ms", failure.getMessage());
      half.join();
    }
  }

  @Test
  void saysThatTheServerBrokeOff() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> none =
          CompletableFuture.runAsync(
              () -> {
                try {
                  listener.accept().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort());
      SignalingClient client = SignalingClient.to(uri);
      IOException failure = assertThrows(IOException.class, () -> client.close("x"));
      assertTrue(failure.getMessage().startsWith(uri + " "), failure.getMessage());
      none.join();
    }
  }

  @Test
  void refusesWhatIsNoAnswer() throws Exception {
    builder.route("POST", "/offer", call -> HttpReply.text("{\"sdp\":\"x\"}").now());
    SignalingClient client = client();
    IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
    assertEquals(
        server.uri()
            + "/offer answered, but not with an answer: The member \"type\" is missing; it must be"
            + " text.",
        failure.getMessage());
  }

  @Test
  void refusesARedirection() throws Exception {
    builder.route(
        "POST", "/offer", call -> HttpReply.ok().status(302).header("Location", "/x").now());
    SignalingClient client = client();
    IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
    assertEquals(
        "POST "
            + server.uri()
            + "/offer was answered 302, which is neither a success nor a refusal",
        failure.getMessage());
  }

  @Test
  void readsNoReplyWithoutEnd() throws Exception {
    builder.route(
        "POST", "/offer", call -> HttpReply.bytes("application/json", new byte[3 << 20]).now());
    SignalingClient client = client();
    IOException failure = assertThrows(IOException.class, () -> client.offer(Offer.of("x")));
    assertEquals(
        server.uri() + " broke the call off: its reply has more than 1048576 bytes",
        failure.getMessage());
  }

  @Test
  void wantsAUrlOfHttp() {
    assertThrows(IllegalArgumentException.class, () -> SignalingClient.to(URI.create("ftp://x/")));
    assertThrows(IllegalArgumentException.class, () -> SignalingClient.to(URI.create("http:x")));
    assertThrows(IllegalArgumentException.class, () -> SignalingClient.to(URI.create("127.0.0.1")));
  }

  private static void answerOnce(ServerSocket listener, String answer) {
    try (var socket = listener.accept()) {
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      // Until the client has given up.
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
