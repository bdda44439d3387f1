package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./antiphon} itself. */
@Tag("patient")
class LauncherIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Program run(Path launcher, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList();
    return Program.start(folder, command, builder -> {});
  }

  @Test
  void tellsItsCommands() throws Exception {
    try (Program help = run(Program.HOME.resolve("antiphon"), "--help")) {
      assertEquals(0, help.awaitExit(LIMIT), help::story);
      for (String command :
          List.of("server", "client", "devices", "wav", "bench", "build", "test")) {
        assertTrue(help.out().contains("./antiphon " + command), command);
      }
    }
  }

  @Test
  void refusesAnUnknownCommandInOneSentence() throws Exception {
    try (Program unknown = run(Program.HOME.resolve("antiphon"), "sing")) {
      assertNotEquals(0, unknown.awaitExit(LIMIT));
      assertTrue(unknown.err().endsWith("antiphon: there is no command 'sing'\n"), unknown.err());
    }
  }

  @Test
  void findsItsHomeThroughSymbolicLinksFromAnyFolder() throws Exception {
    Path first =
        Files.createSymbolicLink(folder.resolve("first"), Program.HOME.resolve("antiphon"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), folder.relativize(first));
    try (Program help = run(second, "server", "--help")) {
      assertEquals(0, help.awaitExit(LIMIT), help::story);
      assertTrue(help.out().contains("--port"), help.story());
    }
  }

  @Test
  void buildsNothingWhenNothingHasChanged() throws Exception {
    try (Program build = run(Program.HOME.resolve("antiphon"), "build")) {
      assertEquals(0, build.awaitExit(LIMIT), build::story);
      assertEquals("", build.out() + build.err());
    }
  }

  @Test
  void theProcessStartedIsTheProgram() throws Exception {
    try (Server server = Server.start(folder)) {
      String command =
          ProcessHandle.of(server.program().pid()).orElseThrow().info().command().orElse("");
      assertEquals("java", Path.of(command).getFileName().toString());
    }
  }
}
