package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.testvectors.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code docs/http.md} do what they say: each box is run, and each call succeeds. */
@Tag("patient")
class HttpDocumentIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern BOX = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

  @TempDir Path folder;

  @Test
  void everyCallOfTheDocumentSucceeds() throws Exception {
    String document = Files.readString(Program.HOME.resolve("docs/http.md"));
    List<String> boxes =
        BOX.matcher(document).results().map((MatchResult box) -> box.group(1)).toList();
    assertTrue(boxes.size() > 8, "boxes: " + boxes.size());
    // Candidates of a capture are addresses of others.
    String sdp =
        Vectors.text("sdp/chromium-156-audio-gathered.sdp").replaceAll("a=candidate:[^\n]*\n", "");
    Files.writeString(folder.resolve("offer.sdp"), sdp);
    Files.writeString(
        folder.resolve("offer.json"),
        new ObjectMapper().writeValueAsString(Map.of("type", "offer", "sdp", sdp)));
    Sound.tone(433, 0.5, 1, 24_000).write(folder.resolve("speech.wav"));

    try (Server server = Server.start(folder);
        Program client = call(server)) {
      server.awaitPeers(1, LIMIT);
      String id = server.get("/peers").path("peers").get(0).path("id").asText();
      Await.until(
          "the call to be recorded",
          LIMIT,
          server::recordings,
          recordings -> !recordings.isEmpty());
      String script =
          "set -eu\ncurl() { command curl -sS --fail-with-body \"$@\"; }\n"
              + "SERVER=%s\nID=%s\n".formatted(server.url(), id)
              + String.join("echo\n", boxes);
      List<String> shell = List.of("sh", "-xc", script);
      try (Program lines = Program.start(folder, shell, builder -> {})) {
        assertEquals(0, lines.awaitExit(LIMIT), () -> lines.story() + client.story());
      }
      assertEquals(1000, Files.size(folder.resolve("beginning")));
      assertTrue(Files.size(folder.resolve("heard.l16")) > 0);
    }
  }

  private Program call(Server server) throws Exception {
    return Program.antiphon(
        folder,
        "client",
        "--server",
        server.url(),
        "--room",
        "hall",
        "--tone",
        "433",
        "--no-playback",
        "--seconds",
        "600");
  }
}
