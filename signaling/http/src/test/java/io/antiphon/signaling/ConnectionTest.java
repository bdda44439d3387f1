package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
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
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    CompletableFuture<HttpReply> slow = new CompletableFuture<>();
    BlockingQueue<String> called = new LinkedBlockingQueue<>();
    builder.route("GET", "/slow", call -> slow);
    builder.route(
        "GET",
        "/{n}",
        call -> {
          called.add(call.pathParameter("n"));
          return HttpReply.text(call.pathParameter("n")).now();
        });
    try (RawHttp http = new RawHttp(start())) {
      http.send(
          RawHttp.get("/1") + RawHttp.get("/none/2") + RawHttp.get("/slow") + RawHttp.get("/3"));
      assertEquals("1", http.read().body());
      assertEquals(404, http.read().status());
      assertEquals("1", called.take());
      assertTrue(called.isEmpty(), "a request behind one that is being answered has to wait");
      slow.complete(HttpReply.text("2"));
      assertEquals("2", http.read().body());
      assertEquals("3", http.read().body());
    }
  }

  @Test
  void keepsAConnectionUnlessTheClientCloses() throws IOException {
    builder.route("GET", "/", call -> HttpReply.text("x").now());
    try (RawHttp http = new RawHttp(start())) {
      assertEquals("", http.send(RawHttp.get("/")).read().header("Connection"));
      RawHttp.Reply last =
          http.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").read();
      assertEquals("close", last.header("Connection"));
      assertTrue(http.isEnded());
    }
    try (RawHttp http = new RawHttp(server)) {
      assertEquals(200, http.send("GET / HTTP/1.0\r\n\r\n").read().status());
      assertTrue(http.isEnded());
    }
    try (RawHttp http = new RawHttp(server)) {
      String persistent = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      assertEquals("keep-alive", http.send(persistent).read().header("Connection"));
      assertEquals(200, http.send(persistent).read().status());
    }
  }

  @Test
  void answersHeadWhereverItAnswersGet() throws IOException {
    builder.route("GET", "/", call -> HttpReply.text("four").now());
    try (RawHttp http = new RawHttp(start())) {
      RawHttp.Reply head = http.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
      assertEquals(200, head.status());
      assertEquals("4", head.header("Content-Length"));
      assertEquals("text/plain; charset=utf-8", head.header("Content-Type"));
      assertEquals(404, http.send("HEAD /no HTTP/1.1\r\nHost: x\r\n\r\n").readHead().status());
      assertEquals("four", http.send(RawHttp.get("/")).read().body());
    }
  }

  @Test
  void saysContinueBeforeTheBodyIsSent() throws IOException {
    builder.route("POST", "/", call -> HttpReply.text(call.text()).now());
    try (RawHttp http = new RawHttp(start())) {
      http.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, http.read().status());
      assertEquals("body", http.send("body").read().body());
    }
  }

  @Test
  void closesAConnectionThatStaysIdle() throws IOException {
    builder.idleTimeout(Duration.ofMillis(100));
    try (RawHttp http = new RawHttp(start())) {
      assertTrue(http.isEnded());
    }
  }

  @Test
  void givesUpOnHalfARequest() throws IOException {
    builder.requestTimeout(Duration.ofMillis(100)).handler(new RecordingHandler());
    start();
    String detail = "The request did not arrive in time; send it again.";
    try (RawHttp http = new RawHttp(server)) {
      assertProblem(408, "Request Timeout", detail, http.send("GET / HT").read());
      assertTrue(http.isEnded());
    }
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST /offer HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
      assertProblem(408, "Request Timeout", detail, http.read());
      assertTrue(http.isEnded());
    }
  }

  @Test
  void answers504ForAHandlerThatNeverDoes() throws IOException {
    builder.handlerTimeout(Duration.ofMillis(100));
    CompletableFuture<HttpReply> never = new CompletableFuture<>();
    builder.route("GET", "/", call -> never);
    try (RawHttp http = new RawHttp(start())) {
      assertProblem(
          504,
          "Gateway Timeout",
          "The server could not answer in time; try again.",
          http.send(RawHttp.get("/")).read());
      never.complete(HttpReply.text("too late"));
      assertEquals(404, http.send(RawHttp.get("/next")).read().status());
    }
  }

  @Test
  void answers500ForAFaultOfTheHandlerWithoutTellingWhich() throws IOException {
    builder.route(
        "GET",
        "/throws",
        call -> {
          throw new IllegalStateException("secret");
        });
    builder.route(
        "GET", "/fails", call -> CompletableFuture.failedFuture(new IOException("secret")));
    builder.route("GET", "/null", call -> null);
    builder.route("GET", "/empty", call -> CompletableFuture.completedFuture(null));
    start();
    for (String path : new String[] {"/throws", "/fails", "/null", "/empty"}) {
      assertProblem(
          500,
          "Internal Server Error",
          "The server made a mistake; its log says which.",
          RawHttp.once(server, RawHttp.get(path)));
    }
  }

  @Test
  void unwrapsTheRefusalOfAStage() throws IOException {
    builder.route(
        "GET",
        "/",
        call ->
            HttpReply.ok()
                .now()
                .thenApply(
                    reply -> {
                      throw new SignalingException(409, "Conflict", "It runs already.");
                    }));
    assertProblem(409, "Conflict", "It runs already.", RawHttp.once(start(), RawHttp.get("/")));
  }

  @Test
  void aRouteMayAnswerFromAnotherThread() throws IOException {
    ScheduledExecutorService elsewhere = Executors.newSingleThreadScheduledExecutor();
    try {
      builder.route(
          "GET",
          "/",
          call -> CompletableFuture.supplyAsync(() -> HttpReply.text("done"), elsewhere));
      assertEquals("done", RawHttp.once(start(), RawHttp.get("/")).body());
    } finally {
      elsewhere.shutdownNow();
    }
  }

  @Test
  void showsTheRouteWhatWasAsked() throws IOException {
    BlockingQueue<HttpCall> calls = new LinkedBlockingQueue<>();
    builder.route(
        "PUT",
        "/a/{x}/{rest...}",
        call -> {
          calls.add(call);
          return HttpReply.noContent().now();
        });
    try (RawHttp http = new RawHttp(start())) {
      http.send(
              "PUT /a/b%20c/d/e?q=1+2&q=%26&flag HTTP/1.1\r\nhost: x\r\nX-Twice: 1\r\n"
                  + "x-twice: 2\r\nContent-Type: Audio/L16; rate=8000\r\nContent-Length: 2\r\n\r\nhi")
          .read();
      HttpCall call = calls.remove();
      assertEquals("PUT", call.method());
      assertEquals("/a/b c/d/e", call.path());
      assertEquals("b c", call.pathParameter("x"));
      assertEquals("d/e", call.pathParameter("rest"));
      assertEquals("1 2", call.query("q"));
      assertEquals("", call.query("flag"));
      assertEquals(null, call.query("none"));
      assertEquals(List.of("1", "2"), call.headers("X-TWICE"));
      assertEquals("audio/l16", call.mediaType());
      assertEquals("hi", call.text());
      assertEquals(http.localAddress(), call.remoteAddress());
      assertThrows(IllegalArgumentException.class, () -> call.pathParameter("y"));
      assertThrows(IllegalStateException.class, call::content);
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

  @Test
  void turnsAwayConnectionsBeyondItsLimit() throws IOException {
    builder.maxConnections(1).route("GET", "/", call -> HttpReply.text("x").now());
    start();
    try (RawHttp first = new RawHttp(server)) {
      assertEquals(200, first.send(RawHttp.get("/")).read().status());
      try (RawHttp second = new RawHttp(server)) {
        assertTrue(second.isEnded());
      }
      assertEquals(200, first.send(RawHttp.get("/")).read().status());
    }
  }

  @Test
  void saysWhyItCannotListen() throws IOException {
    start();
    int taken = server.address().getPort();
    IOException inUse =
        assertThrows(IOException.class, () -> SignalingServer.builder().port(taken).start());
    assertEquals(
        "cannot listen on 127.0.0.1 port "
            + taken
            + ": another program already does; choose another port",
        inUse.getMessage());
    IOException foreign =
        assertThrows(IOException.class, () -> SignalingServer.builder().host("192.0.2.1").start());
    assertEquals(
        "cannot listen on 192.0.2.1 port 0: this machine does not have that address",
        foreign.getMessage());
  }

  @Test
  void freesItsPortWhenItCloses() throws IOException {
    InetSocketAddress address = start().address();
    assertEquals("http://127.0.0.1:" + address.getPort(), server.uri().toString());
    try (RawHttp http = new RawHttp(server)) {
      assertEquals(404, http.send(RawHttp.get("/")).read().status());
      server.close();
      assertTrue(http.isEnded());
    }
    server.close();
    server = SignalingServer.builder().port(address.getPort()).start();
    assertEquals(address, server.address());
  }

  @Test
  void refusesASecondRouteForOneTemplate() {
    HttpRoute route = call -> HttpReply.ok().now();
    builder.route("GET", "/a", route);
    assertThrows(IllegalArgumentException.class, () -> builder.route("GET", "/a", route));
    assertThrows(IllegalArgumentException.class, () -> builder.route("GET", "a", route));
    assertThrows(IllegalArgumentException.class, () -> builder.route("GET", "/{a...}/b", route));
    assertThrows(IllegalArgumentException.class, () -> builder.port(65_536));
  }

  @Test
  void prefersTheTemplateThatIsWrittenOut() throws IOException {
    builder.route("GET", "/{all...}", call -> HttpReply.text("rest").now());
    builder.route("GET", "/peers/{id}", call -> HttpReply.text("one").now());
    builder.route("GET", "/peers/all", call -> HttpReply.text("literal").now());
    start();
    assertEquals("literal", RawHttp.once(server, RawHttp.get("/peers/all")).body());
    assertEquals("one", RawHttp.once(server, RawHttp.get("/peers/x")).body());
    assertEquals("rest", RawHttp.once(server, RawHttp.get("/peers/x/y")).body());
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
