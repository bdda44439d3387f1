package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {
  private static final String OFFER = "{\"sdp\":\"x\",\"type\":\"offer\"}";

  private final SignalingServerBuilder builder =
      SignalingServer.builder().handler(new RecordingHandler());
  private SignalingServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp.Reply offerFrom(String origin) throws IOException {
    String request =
        RawHttp.post("/offer", OFFER)
            .replace("Host: x", "Host: pages.example:8910\r\nOrigin: " + origin);
    return RawHttp.once(server, request);
  }

  private RawHttp.Reply preflight(String path, String origin) throws IOException {
    return RawHttp.once(
        server,
        RawHttp.head(
            "OPTIONS " + path,
            "Origin: " + origin,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://pages.example:8910",
        "https://PAGES.example:8910",
        "http://localhost:3000",
        "http://app.localhost",
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://[::1]:5173"
      })
  void pagesOfThisServerAndThisMachineMayCall(String origin) throws IOException {
    server = builder.start();
    RawHttp.Reply reply = offerFrom(origin);
    assertEquals(200, reply.status());
    assertEquals(origin, reply.header("Access-Control-Allow-Origin"));
    assertEquals("Origin", reply.header("Vary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://pages.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "null",
        "http://[::1",
        "%%%"
      })
  void otherPagesMayNot(String origin) throws IOException {
    server = builder.start();
    RawHttp.Reply reply = offerFrom(origin);
    assertProblem(
        403,
        "Forbidden",
        "Pages of \"" + origin + "\" may not call this server; its operator can allow that origin.",
        reply);
    assertEquals("", reply.header("Access-Control-Allow-Origin"));
    assertEquals(403, preflight("/offer", origin).status());
  }

  @Test
  void anOriginCanBeAllowed() throws IOException {
    server = builder.allowOrigins("https://friend.example").start();
    assertEquals(200, offerFrom("https://friend.example").status());
    assertEquals(403, offerFrom("https://evil.example").status());
  }

  @Test
  void everyOriginCanBeAllowed() throws IOException {
    server = builder.allowOrigins("*").start();
    RawHttp.Reply reply = offerFrom("null");
    assertEquals(200, reply.status());
    assertEquals("null", reply.header("Access-Control-Allow-Origin"));
  }

  @Test
  void answersThePreflight() throws IOException {
    server = builder.start();
    RawHttp.Reply reply = preflight("/ice-candidate", "http://localhost:3000");
    assertEquals(204, reply.status());
    assertEquals("http://localhost:3000", reply.header("Access-Control-Allow-Origin"));
    assertEquals("OPTIONS, POST", reply.header("Access-Control-Allow-Methods"));
    assertEquals("content-type", reply.header("Access-Control-Allow-Headers"));
    assertEquals("600", reply.header("Access-Control-Max-Age"));
  }

  @Test
  void answersOptionsForEveryPath() throws IOException {
    server = builder.route("GET", "/plain", call -> HttpReply.ok().now()).start();
    RawHttp.Reply reply = RawHttp.once(server, "OPTIONS /plain HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(204, reply.status());
    assertEquals("GET, HEAD, OPTIONS", reply.header("Allow"));
    assertEquals(404, RawHttp.once(server, "OPTIONS /none HTTP/1.1\r\nHost: x\r\n\r\n").status());
  }

  @Test
  void aRouteMayAnswerOptionsItself() throws IOException {
    server =
        builder
            .route(
                "OPTIONS",
                "/whip",
                call -> HttpReply.noContent().header("Accept-Post", "application/sdp").now())
            .route("POST", "/whip", call -> HttpReply.ok().status(201).now())
            .crossOrigin("/whip", "Location", "ETag")
            .start();
    RawHttp.Reply reply = preflight("/whip", "http://localhost");
    assertEquals("application/sdp", reply.header("Accept-Post"));
    assertEquals("OPTIONS, POST", reply.header("Access-Control-Allow-Methods"));
    assertEquals("Location, ETag", reply.header("Access-Control-Expose-Headers"));
  }

  @Test
  void otherPathsStayClosedToReaders() throws IOException {
    server = builder.route("GET", "/peers", call -> HttpReply.text("x").now()).start();
    RawHttp.Reply reply =
        RawHttp.once(server, "GET /peers HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost\r\n\r\n");
    assertEquals(200, reply.status());
    assertEquals("", reply.header("Access-Control-Allow-Origin"));
  }
}
