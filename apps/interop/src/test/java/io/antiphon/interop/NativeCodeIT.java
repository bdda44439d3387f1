package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pure Java: in the middle of a call neither program has a library in memory but the system's. */
@Tag("patient")
class NativeCodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void noneIsLoadedDuringACall() throws Exception {
    Path sample = folder.resolve("sample.wav");
    Sound.tone(433, 0.5, 5, 48_000).write(sample);
    try (Server server = Server.start(folder, "--sample", sample.toString());
        Program client =
            Program.antiphon(
                folder,
                "client",
                "--server",
                server.url(),
                "--no-playback",
                "--tone",
                "511",
                "--seconds",
                "60")) {
      server.awaitPeers(1, LIMIT);
      Await.until("50 packets to be revealed", LIMIT, () -> received(server), count -> count > 50);
      assertEquals(List.of(), strangers(server.program().pid()));
      assertEquals(List.of(), strangers(client.pid()));
    }
  }

  private static long received(Server server) throws Exception {
    String peer = server.get("/peers").get("peers").get(0).get("id").asText();
    long received = 0;
    for (JsonNode each : server.get("/peers/" + peer + "/stats").get("stats")) {
      received += each.path("packetsReceived").asLong(0);
    }
    return received;
  }

  /** What a JVM maps that is neither its own nor lies in the system's folders of libraries. */
  private static List<String> strangers(long pid) throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc", "" + pid, "maps"))) {
      List<String> libraries =
          maps.filter(line -> line.contains("/"))
              .map(line -> line.substring(line.indexOf('/')))
              .filter(file -> file.contains(".so"))
              .distinct()
              .toList();
      assertTrue(libraries.stream().anyMatch(file -> file.endsWith("libjvm.so")));
      return libraries.stream().filter(file -> file.matches(".*(jitsi|jna).*|/tmp/.*")).toList();
    }
  }
}
