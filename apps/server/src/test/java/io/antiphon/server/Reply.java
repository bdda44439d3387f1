package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** What the server has answered. */
record Reply(HttpResponse<byte[]> response) {
  private static final ObjectMapper JSON = new ObjectMapper();

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  byte[] bytes() {
    return response.body();
  }

  String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  Reply expect(int status) {
    assertEquals(status, status(), this::toString);
    return this;
  }

  JsonNode json() throws IOException {
    assertEquals("application/json", header("Content-Type"), this::toString);
    return JSON.readTree(response.body());
  }

  /** Checks that it is a problem of that status, with a sentence that holds these words. */
  void assertProblem(int status, String words) throws IOException {
    expect(status);
    assertEquals("application/problem+json", header("Content-Type"), this::toString);
    JsonNode problem = JSON.readTree(response.body());
    assertEquals(status, problem.path("status").asInt(), this::toString);
    assertTrue(!problem.path("title").asText().isBlank(), this::toString);
    String detail = problem.path("detail").asText();
    assertTrue(detail.contains(words), () -> words + " is not in: " + detail);
    assertTrue(detail.endsWith("."), () -> "no sentence: " + detail);
  }

  static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }

  @Override
  public String toString() {
    return response + " " + text();
  }
}
