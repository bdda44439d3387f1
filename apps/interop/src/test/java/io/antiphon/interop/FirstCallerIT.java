package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first caller of a server finds it warm: hardly a class is left to be loaded. */
class FirstCallerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Without a rehearsal about a thousand are, lambdas included. */
  private static final int MOST = 60;

  @TempDir Path folder;

  @Test
  void hardlyAClassIsLoadedForIt() throws Exception {
    Path log = folder.resolve("classes.log");
    Map<String, String> logged =
        Map.of("ANTIPHON_JAVA_OPTS", "-Xlog:class+load:file=" + log + ":none");
    try (Program server =
        Program.antiphon(folder, logged, "server", "--port", "0", "--recordings", "recordings")) {
      String url = server.awaitLine("(?m)^listening on (http://\\S+)$", LIMIT).group(1);
      Set<String> before = loaded(log);
      String[] call = {"client", "--server", url, "--no-playback", "--tone", "511"};
      try (Program client =
          Program.antiphon(
              folder,
              Stream.concat(Stream.of(call), Stream.of("--seconds", "2")).toArray(String[]::new))) {
        assertEquals(0, client.awaitExit(LIMIT), client::story);
      }
      Set<String> more = new HashSet<>(loaded(log));
      more.removeAll(before);
      assertTrue(before.size() > 3_000, () -> "classes before the call: " + before.size());
      assertTrue(more.size() <= MOST, () -> more.size() + " classes: " + more);
    }
  }

  /** Those that have names of their own: lambdas and the like are made, not read. */
  private static Set<String> loaded(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> !name.contains("$$") && !name.contains("/") && !name.contains("Accessor"))
        .collect(Collectors.toSet());
  }
}
