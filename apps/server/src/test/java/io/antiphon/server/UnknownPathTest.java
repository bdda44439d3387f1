package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not there is not found, what cannot be done there is not allowed. */
@Timeout(60)
class UnknownPathTest {
  private static final String STRANGER = UUID.randomUUID().toString();

  @TempDir static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.in(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,",
    "DELETE,",
    "GET,/stats",
    "PUT,/recording",
    "DELETE,/recording",
    "GET,/processors"
  })
  void nothingBelowAnUnknownPeerIsFound(String method, String below) throws Exception {
    String path = "/peers/" + STRANGER + (below == null ? "" : below);
    server.send(method, path).assertProblem(404, STRANGER);
  }

  @Test
  void aCandidateOfSomebodyUnknownIsNotFound() throws Exception {
    String candidate = "{\"candidate\":\"\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}";
    String body = "{\"id\":\"" + STRANGER + "\",\"candidate\":" + candidate + "}";
    server.post("/ice-candidate", body).assertProblem(404, STRANGER);
  }

  @Test
  void theProcessorsOfSomebodyUnknownAreNotChanged() throws Exception {
    server.put("/peers/" + STRANGER + "/processors", "{}").assertProblem(404, STRANGER);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/processors,GET",
    "GET,/offer,POST",
    "PUT,/offer,POST",
    "GET,/ice-candidate,POST",
    "POST,/peers,GET",
    "DELETE,/peers,GET",
    "POST,/peers/x,GET DELETE",
    "DELETE,/peers/x/stats,GET",
    "POST,/peers/x/recording,PUT DELETE",
    "DELETE,/recordings/x,GET",
    "PUT,/healthz,GET",
    "POST,/,GET",
    "POST,/app.js,GET",
  })
  void anotherMethodIsNotAllowed(String method, String path, String allowed) throws Exception {
    Reply reply = server.send(method, path);
    reply.assertProblem(405, path);
    Set<String> told = Set.of(reply.header("Allow").split(", *"));
    assertEquals(Set.of(), minus(Set.of(allowed.split(" ")), told), reply.header("Allow"));
    assertEquals(false, told.contains(method), reply.header("Allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "GET", "OPTIONS"})
  void whatExistsForNoMethodIsNotFound(String method) throws Exception {
    for (String path : List.of("/no-such", "/offer/", "/peer", "/peers/x/y", "/app.js.map")) {
      Reply reply = server.send(method, path);
      reply.assertProblem(404, path + "\", for any method; check the path.");
      assertEquals("", reply.header("Allow"), path);
    }
  }

  private static Set<String> minus(Set<String> wanted, Set<String> told) {
    return Set.copyOf(wanted.stream().filter(each -> !told.contains(each)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no-such", "/app.js.map", "/peers/a/b/c", "/web/app.js", "/logback.xml"})
  void nothingElseIsServed(String path) throws Exception {
    server.get(path).assertProblem(404, path.startsWith("/peers") ? "" : path);
  }

  @Test
  void noPathLeadsOutOfTheRecordings() throws Exception {
    List<String> ways =
        List.of(
            "/recordings/../sample.wav",
            "/recordings/..%2fsample.wav",
            "/recordings/%2e%2e/sample.wav",
            "/recordings/%2e%2e%2fsample.wav",
            "/recordings/..%5csample.wav",
            "/recordings/%2fetc%2fpasswd",
            "/recordings/a%00.wav",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/../../etc/passwd");
    for (String way : ways) {
      server.get(way).assertProblem(400, "segment");
    }
    server.get("/recordings/sample.wav").assertProblem(404, "no such recording");
    server.get("/recordings/..sample.wav").assertProblem(404, "no such recording");
  }
}
