package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is downloaded runs: the zip with the JVM of the machine, the image with the one in it. */
@Tag("patient")
class DistributionIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path ZIPS = Program.HOME.resolve("apps/distribution/target");

  @TempDir Path folder;

  @Test
  void theZipRunsOnTheJavaOfTheMachine() throws Exception {
    String java = answersACaller(unpack("antiphon-*-SNAPSHOT.zip"));
    assertEquals(
        Path.of(System.getProperty("java.home"), "bin", "java").toRealPath(), Path.of(java));
  }

  @Test
  void theImageRunsOnTheJavaInIt() throws Exception {
    Path home = unpack("antiphon-*-image.zip");
    assertEquals(home.resolve("runtime/bin/java").toString(), answersACaller(home));
  }

  /** What the Dockerfile does once Maven is done, below a folder of ours instead of the root. */
  @Test
  void whatTheDockerfileMakesOfItRuns() throws Exception {
    String dockerfile = Files.readString(Program.HOME.resolve("Dockerfile")).replace("\\\n", " ");
    String run = instruction(dockerfile, "RUN mvn");
    assertEquals("apps/distribution", run.replaceAll(".* -pl (\\S+) .*", "$1"));
    assertTrue(
        Files.readString(Program.HOME.resolve("apps/distribution/pom.xml"))
            .contains("<id>" + run.replaceAll(".* -P '!(\\w+)' .*", "$1") + "</id>"),
        run);
    Path target = Files.createDirectories(folder.resolve("build/apps/distribution/target"));
    Path zip = zip("antiphon-*-SNAPSHOT.zip");
    Files.copy(zip, target.resolve(zip.getFileName()));
    Files.createDirectories(folder.resolve("opt"));
    String rest = run.substring(run.indexOf("&&") + 2).replaceAll("(?<= )/(?=\\w)", folder + "/");
    List<String> shell = List.of("sh", "-ec", "umask 022; " + rest);
    try (Program unpacking = Program.start(folder, shell, builder -> {})) {
      assertEquals(0, unpacking.awaitExit(LIMIT), unpacking::story);
    }
    assertEquals("[\"/opt/antiphon/antiphon\", \"server\"]", instruction(dockerfile, "ENTRYPOINT"));
    answersACaller(folder.resolve("opt/antiphon"));
  }

  private static String instruction(String dockerfile, String name) {
    return dockerfile
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static Path zip(String pattern) throws IOException {
    try (var found = Files.newDirectoryStream(ZIPS, pattern)) {
      return found.iterator().next();
    }
  }

  /** A server and a client of the distribution talk for two seconds; returns the server's java. */
  private String answersACaller(Path home) throws Exception {
    List<String> server =
        List.of(
            home.resolve("antiphon").toString(),
            "server",
            "--port",
            Integer.toString(Server.freePort()));
    try (Program listening = Program.start(folder, server, builder -> {})) {
      String url = listening.awaitLine("(?m)^listening on (http://\\S+)$", LIMIT).group(1);
      assertEquals(200, status(url + "/healthz"));
      List<String> client =
          List.of(
              home.resolve("antiphon").toString(),
              "client",
              "--server",
              url,
              "--tone",
              "433",
              "--no-playback",
              "--seconds",
              "2");
      try (Program caller = Program.start(folder, client, builder -> {})) {
        assertEquals(0, caller.awaitExit(LIMIT), caller::story);
        assertFalse(caller.story().contains("logback"), caller::story);
      }
      return ProcessHandle.of(listening.pid()).orElseThrow().info().command().orElseThrow();
    }
  }

  private static int status(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Unpacks the zip as a user would, modes included. */
  private Path unpack(String pattern) throws IOException {
    try (FileSystem files =
            FileSystems.newFileSystem(zip(pattern), Map.of("enablePosixFileAttributes", "true"));
        Stream<Path> entries = Files.walk(files.getPath("/"))) {
      for (Path entry : entries.toList()) {
        Path to = folder.resolve(entry.toString().substring(1));
        if (Files.isDirectory(entry)) {
          Files.createDirectories(to);
        } else {
          Files.copy(entry, to);
          Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(entry));
        }
      }
    }
    try (Stream<Path> top = Files.list(folder)) {
      Path home =
          top.filter(p -> p.getFileName().toString().startsWith("antiphon-"))
              .findFirst()
              .orElseThrow();
      assertTrue(Files.isExecutable(home.resolve("antiphon")));
      return home;
    }
  }
}
