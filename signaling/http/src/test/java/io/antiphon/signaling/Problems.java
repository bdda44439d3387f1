package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;

/** What every refusal must look like (RFC 9457). */
final class Problems {
  private Problems() {}

  static void assertProblem(int status, String title, String detail, RawHttp.Reply reply) {
    assertEquals(status, reply.status(), reply.body());
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("no-store", reply.header("Cache-Control"));
    JsonObject problem = JsonObject.parse(reply.body().getBytes(StandardCharsets.UTF_8));
    assertEquals("about:blank", problem.string("type"));
    assertEquals(title, problem.string("title"));
    assertEquals(status, problem.integerOrNull("status"));
    assertEquals(detail, problem.string("detail"));
  }

  static void assertNothingAt(String path, RawHttp.Reply reply) {
    assertProblem(
        404,
        "Not Found",
        "There is nothing at \"" + path + "\", for any method; check the path.",
        reply);
  }
}
