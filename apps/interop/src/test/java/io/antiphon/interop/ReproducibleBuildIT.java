package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources, built again elsewhere and later, give the same jars, byte for byte. */
@Tag("patient")
class ReproducibleBuildIT {
  private static final List<String> MODULES =
      List.of("ice", "dtls-srtp", "rtp", "codec", "signaling/sdp", "signaling/http", "peer");

  @TempDir Path folder;

  @Test
  void twoBuildsGiveTheSameBytes() throws Exception {
    copySources(Program.HOME, folder);
    String maven = System.getenv().getOrDefault("ANTIPHON_MVN", "mvn");
    List<String> build =
        List.of(
            maven,
            "-B",
            "-o",
            "package",
            "-DskipChecks",
            "-Dspotless.check.skip",
            "-Dmaven.test.skip=true",
            "-pl",
            String.join(",", MODULES),
            "-am");
    try (Program second = Program.start(folder, build, builder -> {})) {
      assertEquals(0, second.awaitExit(Duration.ofMinutes(5)), second::story);
    }
    Set<String> different = new TreeSet<>();
    int compared = 0;
    for (String module : MODULES) {
      for (Path jar : jars(folder.resolve(module))) {
        compared++;
        if (Files.mismatch(jar, Program.HOME.resolve(folder.relativize(jar))) != -1) {
          different.add(jar.getFileName().toString());
        }
      }
    }
    assertEquals(Set.of(), different);
    assertTrue(compared >= MODULES.size(), compared + " jars compared");
  }

  private static Set<Path> jars(Path module) throws IOException {
    try (Stream<Path> files = Files.list(module.resolve("target"))) {
      return files.filter(f -> f.toString().endsWith(".jar")).collect(Collectors.toSet());
    }
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            String name = folder.getFileName().toString();
            if (name.equals("target") || name.equals(".git") || name.equals("test")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file));
            if (!copy.startsWith(from)) {
              Files.copy(file, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
