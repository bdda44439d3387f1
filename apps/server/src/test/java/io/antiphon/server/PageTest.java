package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a browser gets before it calls. */
@Timeout(60)
class PageTest {
  /** What a page or a script names of the files beside it. */
  private static final Pattern NAMED =
      Pattern.compile("(?:src=|href=|from |import )[\"'](?:\\./)?([a-z-]+\\.(?:js|css))[\"']");

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

  @Test
  void theServerIsUp() throws Exception {
    assertEquals("up", server.get("/healthz").expect(200).json().path("status").asText());
  }

  @Test
  void nobodyAndNothingIsThereYet() throws Exception {
    assertEquals("{\"peers\":[]}", server.get("/peers").expect(200).json().toString());
    assertEquals("{}", server.get("/stats").expect(200).json().path("peers").toString());
    assertEquals("{\"recordings\":[]}", server.get("/recordings").expect(200).json().toString());
  }

  @Test
  void thePageIsServedWithAllThatItNames() throws Exception {
    Reply page = server.get("/").expect(200);
    assertTrue(page.header("Content-Type").startsWith("text/html"), page.header("Content-Type"));
    Set<String> seen = new TreeSet<>();
    Deque<String> texts = new ArrayDeque<>(Set.of(page.text()));
    while (!texts.isEmpty()) {
      for (Matcher named = NAMED.matcher(texts.pop()); named.find(); ) {
        if (seen.add(named.group(1))) {
          texts.push(served(named.group(1)));
        }
      }
    }
    assertTrue(seen.containsAll(Set.of("app.js", "call.js", "style.css")), seen.toString());
  }

  private static String served(String file) throws Exception {
    Reply reply = server.get("/" + file).expect(200);
    String type = file.endsWith(".css") ? "text/css" : "text/javascript";
    assertTrue(reply.header("Content-Type").startsWith(type), reply.header("Content-Type"));
    assertFalse(reply.header("ETag").isEmpty());
    assertEquals(
        304, server.send("GET", "/" + file, "If-None-Match", reply.header("ETag")).status());
    return reply.text();
  }
}
