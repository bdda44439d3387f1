package io.antiphon.signaling;

import static io.antiphon.signaling.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileReplyTest {
  @TempDir Path folder;
  private Path file;
  private SignalingServer server;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("ten.wav"), "0123456789");
    server =
        SignalingServer.builder()
            .route(
                "GET",
                "/files/{name}",
                call -> HttpReply.file(folder.resolve(call.pathParameter("name"))).now())
            .page("/", FileReplyTest.class, "web/index.html")
            .resources("/assets", FileReplyTest.class, "web")
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp.Reply get(String path, String... headers) throws IOException {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return RawHttp.once(server, "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n");
  }

  private RawHttp.Reply ask(String method, String path) throws IOException {
    return RawHttp.once(server, RawHttp.head(method + " " + path));
  }

  @Test
  void sendsAFileWhole() throws IOException {
    RawHttp.Reply reply = get("/files/ten.wav");
    assertEquals(200, reply.status());
    assertEquals("0123456789", reply.body());
    assertEquals("audio/wav", reply.header("Content-Type"));
    assertEquals("bytes", reply.header("Accept-Ranges"));
    assertEquals("10", reply.header("Content-Length"));
  }

  @Test
  void sendsTheHeadOfAFileAlone() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      RawHttp.Reply head = http.send("HEAD /files/ten.wav HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
      assertEquals("10", head.header("Content-Length"));
      assertEquals(
          "206",
          ""
              + http.send("HEAD /files/ten.wav HTTP/1.1\r\nHost: x\r\nRange: bytes=1-2\r\n\r\n")
                  .readHead()
                  .status());
      assertEquals(404, http.send(RawHttp.get("/x")).read().status());
    }
  }

  @Test
  void sendsALargeFileAndKeepsTheConnection() throws IOException {
    String text = "0123456789abcdef".repeat(40_000);
    Files.writeString(folder.resolve("large.bin"), text);
    try (RawHttp http = new RawHttp(server)) {
      RawHttp.Reply reply = http.send(RawHttp.get("/files/large.bin")).read();
      assertEquals(text, reply.body());
      assertEquals("application/octet-stream", reply.header("Content-Type"));
      assertEquals("0123456789", http.send(RawHttp.get("/files/ten.wav")).read().body());
    }
  }

  @Test
  void sendsAnEmptyFile() throws IOException {
    Files.createFile(folder.resolve("empty.wav"));
    RawHttp.Reply reply = get("/files/empty.wav");
    assertEquals(200, reply.status());
    assertEquals("0", reply.header("Content-Length"));
    assertEquals(416, get("/files/empty.wav", "Range: bytes=0-").status());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0-0",
    "bytes=2-5, 2345, 2-5",
    "bytes=7-, 789, 7-9",
    "bytes=7-99, 789, 7-9",
    "bytes=-3, 789, 7-9",
    "bytes=-30, 0123456789, 0-9",
    "BYTES=1-1, 1, 1-1",
    "bytes=9-99999999999999999999999, 9, 9-9",
  })
  void sendsARange(String range, String body, String sent) throws IOException {
    RawHttp.Reply reply = get("/files/ten.wav", "Range: " + range);
    assertEquals(206, reply.status());
    assertEquals(body, reply.body());
    assertEquals("bytes " + sent + "/10", reply.header("Content-Range"));
    assertEquals("" + body.length(), reply.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"})
  void refusesARangeBehindTheEnd(String range) throws IOException {
    RawHttp.Reply reply = get("/files/ten.wav", "Range: " + range);
    assertProblem(
        416, "Range Not Satisfiable", "The file has 10 bytes; ask for some of those.", reply);
    assertEquals("bytes */10", reply.header("Content-Range"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-2", "bytes=x-y", "bytes=-", "lines=1-2", "bytes=0-1,3-4", "7"})
  void sendsTheWholeFileForARangeItDoesNotKnow(String range) throws IOException {
    RawHttp.Reply reply = get("/files/ten.wav", "Range: " + range);
    assertEquals(200, reply.status());
    assertEquals("0123456789", reply.body());
  }

  @Test
  void sendsARangeOnlyOfTheFileTheClientKnows() throws IOException {
    String etag = get("/files/ten.wav").header("ETag");
    assertEquals(206, get("/files/ten.wav", "Range: bytes=1-2", "If-Range: " + etag).status());
    assertEquals(200, get("/files/ten.wav", "Range: bytes=1-2", "If-Range: \"old\"").status());
  }

  @Test
  void sendsNothingTwice() throws IOException {
    String etag = get("/files/ten.wav").header("ETag");
    RawHttp.Reply same = get("/files/ten.wav", "If-None-Match: \"x\", " + etag);
    assertEquals(304, same.status());
    assertEquals(etag, same.header("ETag"));
    Files.writeString(file, "changed");
    assertEquals("changed", get("/files/ten.wav", "If-None-Match: " + etag).body());
  }

  @Test
  void aFileThatIsNotThereIs404() throws IOException {
    assertProblem(
        404,
        "Not Found",
        "There is nothing at \"/files/none.wav\" any more.",
        get("/files/none.wav"));
    Files.createDirectory(folder.resolve("folder"));
    assertEquals(404, get("/files/folder").status());
    assertEquals(400, get("/files/..%2Ften.wav").status());
  }

  @Test
  void aFileThatGrowsIsSentAsLongAsItWas() throws IOException {
    Path growing = folder.resolve("growing.bin");
    Files.write(growing, new byte[20_000_000]);
    try (RawHttp http = new RawHttp(server)) {
      http.send(RawHttp.get("/files/growing.bin") + RawHttp.get("/files/ten.wav"));
      RawHttp.Reply head = http.readHead();
      Files.write(growing, new byte[1_000_000], StandardOpenOption.APPEND);
      assertEquals("20000000", head.header("Content-Length"));
      assertEquals(20_000_000, http.skip(20_000_000));
      assertEquals("0123456789", http.read().body(), "what follows is the next reply");
    }
  }

  @Test
  void aFileThatShrinksBreaksTheConnectionOff() throws IOException {
    Path shrinking = folder.resolve("shrinking.bin");
    Files.write(shrinking, new byte[50_000_000]);
    try (RawHttp http = new RawHttp(server)) {
      http.send(RawHttp.get("/files/shrinking.bin")).readHead();
      try (FileChannel channel = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      assertTrue(http.skip(50_000_000) < 50_000_000);
      assertThrows(EOFException.class, http::read);
    }
  }

  @Test
  void servesAPageWithItsTypeAndCaching() throws IOException {
    RawHttp.Reply page = get("/");
    assertEquals(200, page.status());
    assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
    assertEquals("no-cache", page.header("Cache-Control"));
    assertEquals("nosniff", page.header("X-Content-Type-Options"));
    assertTrue(page.body().startsWith("<!doctype html>"));
    assertEquals(304, get("/", "If-None-Match: " + page.header("ETag")).status());
  }

  @Test
  void servesWhatLiesBelowAFolder() throws IOException {
    for (int round = 0; round < 2; round++) {
      RawHttp.Reply script = get("/assets/deep/app.js");
      assertEquals("text/javascript; charset=utf-8", script.header("Content-Type"));
      assertEquals("export {};\n", script.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/none.js",
        "/assets/deep",
        "/assets/",
        "/assets/deep/",
        "/assets/FileReplyTest.class",
      })
  void servesNothingElse(String path) throws IOException {
    Problems.assertNothingAt(path, get(path));
  }

  @Test
  void whatIsNotBelowTheFolderIsNotThereForAnyMethodEither() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      RawHttp.Reply reply = ask(method, "/assets/none.js");
      assertEquals(404, reply.status(), method);
      assertEquals("", reply.header("Allow"), method);
    }
    Problems.assertNothingAt("/assets/none.js", ask("POST", "/assets/none.js"));
    RawHttp.Reply post = ask("POST", "/assets/deep/app.js");
    assertEquals(405, post.status());
    assertEquals("GET, HEAD, OPTIONS", post.header("Allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../FileReplyTest.class",
        "/assets/%2e%2e/web/index.html",
        "/assets/..%2fweb%2findex.html",
        "/assets/%2findex.html",
        "/assets/..%5cweb%5cindex.html",
      })
  void letsNobodyOutOfTheFolder(String path) throws IOException {
    assertEquals(400, get(path).status());
  }

  @Test
  void refusesAPageThatIsNotThere() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SignalingServer.builder().page("/", FileReplyTest.class, "web/none.html"));
  }
}
