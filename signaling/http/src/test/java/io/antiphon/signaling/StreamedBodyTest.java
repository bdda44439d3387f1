package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are read, and replies that are written, piece by piece. */
class StreamedBodyTest {
  private final SignalingServerBuilder builder = SignalingServer.builder();
  private SignalingServer server;

  private SignalingServer start() throws IOException {
    server = builder.start();
    return server;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void readsAStreamedBodyOnlyAsItIsAskedFor() throws Exception {
    PieceByPiece reader = new PieceByPiece();
    CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    builder.maxBodyBytes(10);
    streamInto(reader, reply);
    try (RawHttp http = new RawHttp(start())) {
      http.send(RawHttp.head("POST /audio", "Transfer-Encoding: chunked", "Expect: 100-continue"));
      Flow.Subscription subscription = reader.subscription.get(5, TimeUnit.SECONDS);
      subscription.request(1);
      assertEquals(100, http.read().status(), "the first request asks for the body");
      http.send("6\r\nfirst \r\n7\r\nsecond \r\n5\r\nthird\r\n0\r\n\r\n");
      assertEquals("first ", reader.take());
      assertTrue(reader.pieces.isEmpty());
      subscription.request(2);
      assertEquals("second ", reader.take());
      assertEquals("third", reader.take());
      subscription.request(1);
      assertEquals("", reader.take(), "the end");
      reply.complete(HttpReply.ok().status(202));
      assertEquals(202, http.read().status());
      assertEquals(404, http.send(RawHttp.get("/")).read().status(), "the connection lives on");
    }
  }

  @Test
  void holdsTheSenderOfAStreamedBodyBack() throws Exception {
    PieceByPiece reader = new PieceByPiece();
    streamInto(reader, new CompletableFuture<>());
    start();
    try (SocketChannel sender = SocketChannel.open(server.address())) {
      String head = "POST /audio HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n";
      sender.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      reader.subscription.get(5, TimeUnit.SECONDS);
      sender.configureBlocking(false);
      long taken = 0;
      int fruitless = 0;
      while (fruitless < 1000 && taken < 1_000_000_000L) {
        int written = sender.write(ByteBuffer.allocate(65_536));
        fruitless = written == 0 ? fruitless + 1 : 0;
        taken += written;
      }
      assertTrue(taken < 100_000_000, "taken without being asked for: " + taken);
      assertTrue(reader.pieces.isEmpty());
    }
    assertEquals("error: the client has gone", awaitError(reader));
  }

  private static String awaitError(PieceByPiece reader) throws Exception {
    reader.subscription.get(5, TimeUnit.SECONDS).request(Long.MAX_VALUE);
    String piece = reader.take();
    while (!piece.startsWith("error") && !piece.isEmpty()) {
      piece = reader.take();
    }
    return piece;
  }

  @Test
  void aStreamedBodyThatBreaksOffIsAnError() throws Exception {
    PieceByPiece reader = new PieceByPiece();
    streamInto(reader, new CompletableFuture<>());
    try (RawHttp http = new RawHttp(start())) {
      http.send("POST /audio HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1234");
      reader.subscription.get(5, TimeUnit.SECONDS).request(Long.MAX_VALUE);
      assertEquals("1234", reader.take());
    }
    assertEquals("error: the client has gone", reader.take());
  }

  @Test
  void aStreamedBodyWithBrokenChunksIsAnErrorAndA400() throws Exception {
    PieceByPiece reader = new PieceByPiece();
    streamInto(reader, new CompletableFuture<>());
    try (RawHttp http = new RawHttp(start())) {
      http.send("POST /audio HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      reader.subscription.get(5, TimeUnit.SECONDS).request(Long.MAX_VALUE);
      assertEquals(400, http.send("zz\r\n").read().status());
      assertEquals("error: The body's chunks are malformed.", reader.take());
    }
  }

  @Test
  void aReplyBeforeTheEndOfAStreamedBodyIsTheLast() throws Exception {
    builder.streamingRoute(
        "POST", "/audio", call -> HttpReply.problem(404, "Not Found", "No such peer.").now());
    try (RawHttp http = new RawHttp(start())) {
      http.send("POST /audio HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      RawHttp.Reply reply = http.send(new byte[500_000]).read();
      assertEquals(404, reply.status());
      assertEquals("close", reply.header("Connection"));
      assertTrue(http.isEnded());
    }
  }

  @Test
  void streamsAReplyAsItComesAndGoesOn() throws Exception {
    SubmissionPublisher<ByteBuffer> live = new SubmissionPublisher<>();
    builder.route("GET", "/live", call -> HttpReply.stream("audio/L16", live).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send(RawHttp.get("/live"));
      assertEquals("chunked", http.readHead().header("Transfer-Encoding"));
      publish(live, "one");
      assertEquals("one", http.chunk());
      http.send(RawHttp.get("/next"));
      publish(live, "two");
      assertEquals("two", http.chunk());
      live.close();
      assertEquals("", http.chunk());
      assertEquals(404, http.read().status(), "the request that came meanwhile");
    }
  }

  @Test
  void endsAStreamedReplyToHttp10WithTheConnection() throws Exception {
    SubmissionPublisher<ByteBuffer> live = new SubmissionPublisher<>();
    builder.route("GET", "/live", call -> HttpReply.stream("audio/L16", live).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send("GET /live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      publish(live, "one");
      live.close();
      RawHttp.Reply reply = http.read();
      assertEquals("close", reply.header("Connection"));
      assertEquals("one", reply.body());
    }
  }

  @Test
  void breaksOffAStreamedReplyThatFails() throws Exception {
    SubmissionPublisher<ByteBuffer> live = new SubmissionPublisher<>();
    builder.route("GET", "/live", call -> HttpReply.stream("audio/L16", live).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send(RawHttp.get("/live")).readHead();
      publish(live, "one");
      assertEquals("one", http.chunk());
      live.closeExceptionally(new IOException("the source is gone"));
      assertTrue(http.isEnded(), "without the last chunk");
    }
  }

  @Test
  void cancelsAStreamedReplyWhenItsReaderGoes() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    Flow.Publisher<ByteBuffer> silent =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long n) {}

                  @Override
                  public void cancel() {
                    cancelled.complete(null);
                  }
                });
    builder.route("GET", "/live", call -> HttpReply.stream("audio/L16", silent).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send(RawHttp.get("/live")).readHead();
    }
    cancelled.get(5, TimeUnit.SECONDS);
  }

  @Test
  void givesUpOnAClientThatTakesNothing() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    Flow.Publisher<ByteBuffer> endless =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long n) {
                    subscriber.onNext(ByteBuffer.allocate(1 << 20));
                  }

                  @Override
                  public void cancel() {
                    cancelled.complete(null);
                  }
                });
    builder.writeTimeout(Duration.ofMillis(200));
    builder.route("GET", "/", call -> HttpReply.stream("audio/L16", endless).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send(RawHttp.get("/"));
      cancelled.get(10, TimeUnit.SECONDS);
    }
  }

  private void streamInto(PieceByPiece reader, CompletableFuture<HttpReply> reply) {
    builder.streamingRoute(
        "POST",
        "/audio",
        call -> {
          call.content().subscribe(reader);
          return reply;
        });
  }

  private static void publish(SubmissionPublisher<ByteBuffer> live, String text) {
    // A publisher drops what comes before its subscriber does.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!live.hasSubscribers() && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    live.submit(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Keeps each piece as text; the end is an empty one. */
  private static final class PieceByPiece implements Flow.Subscriber<ByteBuffer> {
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

    String take() throws InterruptedException {
      return pieces.poll(5, TimeUnit.SECONDS);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription.complete(newSubscription);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      pieces.add(StandardCharsets.UTF_8.decode(piece).toString());
    }

    @Override
    public void onError(Throwable failure) {
      pieces.add("error: " + failure.getMessage());
    }

    @Override
    public void onComplete() {
      pieces.add("");
    }
  }
}
