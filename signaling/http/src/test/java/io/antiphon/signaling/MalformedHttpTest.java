package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertNothingAt;
import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedHttpTest {
  private static SignalingServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        SignalingServer.builder()
            .handler(new RecordingHandler())
            .route("GET", "/peers/{id}", call -> HttpReply.text(call.pathParameter("id")).now())
            .route("DELETE", "/peers/{id}", call -> HttpReply.noContent().now())
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawHttp.Reply once(String request) throws IOException {
    return RawHttp.once(server, request);
  }

  @Test
  void anUnknownPathIs404() throws IOException {
    assertNothingAt("/none", once(RawHttp.get("/none")));
    assertNothingAt("/peers/", once(RawHttp.get("/peers/")));
    assertNothingAt("/peers/a/b", once(RawHttp.get("/peers/a/b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "MIRACLE"})
  void anUnknownPathIs404WhateverTheMethod(String method) throws IOException {
    RawHttp.Reply reply = once(method + " /none HTTP/1.1\r\nHost: x\r\n\r\n");
    assertNothingAt("/none", reply);
    assertEquals("", reply.header("Allow"));
  }

  @Test
  void aWrongMethodIs405AndNamesTheRightOnes() throws IOException {
    RawHttp.Reply reply = once(RawHttp.post("/peers/a", "{}"));
    assertProblem(
        405,
        "Method Not Allowed",
        "\"/peers/a\" answers DELETE, GET, HEAD, OPTIONS, not \"POST\".",
        reply);
    assertEquals("DELETE, GET, HEAD, OPTIONS", reply.header("Allow"));
    assertEquals("OPTIONS, POST", once(RawHttp.get("/offer")).header("Allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../../etc/passwd",
        "/peers/%2e%2e",
        "/peers/..%2f..%2fetc",
        "/peers/a%5Cb",
        "/peers/%00",
        "/peers/%0d%0aX:%20y"
      })
  void aPathThatWalksAboutIs400(String path) throws IOException {
    RawHttp.Reply reply = once(RawHttp.get(path));
    assertEquals(400, reply.status());
    assertTrue(reply.body().contains("The path has the segment"), reply.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/peers/%|The request target has a % that no two hexadecimal digits follow.",
        "/peers/%4|The request target has a % that no two hexadecimal digits follow.",
        "/peers/%zz|The request target has a % that no two hexadecimal digits follow.",
        "/peers/a?x=%g0|The request target has a % that no two hexadecimal digits follow.",
        "/peers/%ff|The request target is not percent-encoded UTF-8.",
        "/peers/%c0%af|The request target is not percent-encoded UTF-8.",
        "/peers/é|The request target is not percent-encoded UTF-8.",
        "peers|The request target must be a path that starts with /.",
      })
  void aTargetThatCannotBeDecodedIs400(String target, String detail) throws IOException {
    assertProblem(400, "Bad Request", detail, once(RawHttp.get(target)));
  }

  @Test
  void aPathIsDecodedOnce() throws IOException {
    assertEquals(
        "a%20b/é?".replace("/", "+"), once(RawHttp.get("/peers/a%2520b+%C3%A9%3F")).body());
  }

  @Test
  void anAbsoluteTargetIsTakenForItsPath() throws IOException {
    assertEquals("a", once(RawHttp.get("http://other.example:80/peers/a")).body());
    assertEquals(404, once(RawHttp.get("http://other.example")).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nna me: y\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n\r\n"
      })
  void whatIsNotHttpIs400(String request) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      assertProblem(
          400, "Bad Request", "This is not an HTTP/1.1 request.", http.send(request).read());
      assertTrue(http.isEnded());
    }
  }

  @Test
  void noHostIs400() throws IOException {
    String detail = "A request has exactly one Host header.";
    assertProblem(400, "Bad Request", detail, once("GET /peers/a HTTP/1.1\r\n\r\n"));
    assertProblem(
        400, "Bad Request", detail, once("GET /peers/a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"));
    assertEquals(200, once("GET /peers/a HTTP/1.0\r\n\r\n").status());
  }

  @Test
  void anotherVersionIs505() throws IOException {
    assertProblem(
        505,
        "HTTP Version Not Supported",
        "Speak HTTP/1.1 to this server.",
        once("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".replace("*", "/")));
  }

  @Test
  void anUnknownTransferCodingIs501() throws IOException {
    assertProblem(
        501,
        "Not Implemented",
        "The only transfer coding this server reads is chunked.",
        once("POST /offer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"));
  }

  @Test
  void anUnknownExpectationIs417() throws IOException {
    assertProblem(
        417,
        "Expectation Failed",
        "The only expectation this server meets is 100-continue.",
        once("GET /peers/a HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n"));
  }

  @Test
  void aLineTooLongIs414() throws IOException {
    assertProblem(
        414,
        "URI Too Long",
        "The request line may have at most 8192 bytes.",
        once(RawHttp.get("/" + "x".repeat(20_000))));
  }

  @Test
  void headersTooLongAre431() throws IOException {
    assertProblem(
        431,
        "Request Header Fields Too Large",
        "The headers may have at most 32768 bytes together.",
        once("GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(40_000) + "\r\n\r\n"));
  }

  @Test
  void aBodyAnnouncedTooLargeIs413BeforeItIsSent() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(RawHttp.head("POST /offer", "Content-Length: 1048577", "Expect: 100-continue"));
      assertProblem(
          413, "Content Too Large", "The body may have at most 1048576 bytes.", http.read());
      assertTrue(http.isEnded());
    }
  }

  @Test
  void aBodyTooLargeIs413ThoughItsSenderGoesOn() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST /offer HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
      http.send(new byte[3_000_000]);
      assertEquals(413, http.read().status());
    }
  }

  @Test
  void chunksTooLargeTogetherAre413() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST /offer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 17; i++) {
        http.send("10000\r\n" + "x".repeat(65_536) + "\r\n");
      }
      assertProblem(
          413, "Content Too Large", "The body may have at most 1048576 bytes.", http.read());
    }
  }

  @Test
  void aBodyOfTheLimitIsRead() throws IOException {
    String body = "{\"sdp\":\"x\",\"type\":\"offer\"}";
    String padded = body + " ".repeat((1 << 20) - body.length());
    assertEquals(200, once(RawHttp.post("/offer", padded)).status());
    assertEquals(413, once(RawHttp.post("/offer", padded + " ")).status());
  }

  @Test
  void malformedChunksAre400() throws IOException {
    assertProblem(
        400,
        "Bad Request",
        "The body's chunks are malformed.",
        once("POST /offer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
  }

  @Test
  void noiseNeverBreaksTheServer() throws IOException {
    long seed = 9112;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[1 + random.nextInt(300)];
      random.nextBytes(noise);
      try (RawHttp http = new RawHttp(server)) {
        http.send(round % 2 == 0 ? "" : "POST /offer HTTP/1.1\r\n").send(noise);
      }
    }
    assertEquals("a", once(RawHttp.get("/peers/a")).body(), "after noise of seed " + seed);
  }
}
