package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
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
}
