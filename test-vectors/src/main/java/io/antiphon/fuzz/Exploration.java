package io.antiphon.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for inputs with Jazzer, in a JVM of its own (which needs {@code
 * com.code-intelligence:jazzer} on the class path), and leaves them in {@code target/fuzz/NAME} of
 * the module: {@code found} is what reaches code that nothing before reached, and where the next
 * exploration begins; {@code failed-*} is what the parser fails at.
 */
final class Exploration {
  private static final long SECONDS = Long.getLong("antiphon.fuzz.seconds", 0);

  /** The folder that holds {@code vectors/}; if it is told, what was found is kept there. */
  private static final String KEEP_IN = System.getProperty("antiphon.fuzz.keep", "");

  private static final int MOST_KEPT_BYTES = 9_000;
  private static final String REMARK =
      """
      # Inputs that each reach code the others do not, as Jazzer found them;
      # written by ./antiphon test fuzz --keep
      """;

  private final Fuzz fuzz;
  private final String testMethod;
  private final Path folder;
  private final Path seeds;
  private final Path found;

  Exploration(Fuzz fuzz, String testMethod) {
    this.fuzz = fuzz;
    this.testMethod = testMethod;
    folder = Path.of("target", "fuzz", fuzz.name()).toAbsolutePath();
    seeds = folder.resolve("seeds");
    found = folder.resolve("found");
  }

  static boolean isAsked() {
    return SECONDS > 0;
  }

  void run() {
    try {
      Files.createDirectories(found);
      Files.createDirectories(seeds);
      for (Path old : files(seeds)) {
        Files.delete(old);
      }
      for (byte[] seed : fuzz.seeds()) {
        Files.write(seeds.resolve(digest(seed)), seed);
      }
      jazzer();
      if (!KEEP_IN.isEmpty()) {
        keep();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void jazzer() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Explored.class.getName(),
                "--target_args=" + testMethod,
                "--instrumentation_includes=io.antiphon.**:io.github.jaredmdobson.**",
                "--instrumentation_excludes=io.antiphon.fuzz.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder.resolve("failed-"),
                "-max_len=" + fuzz.longest(),
                "-timeout=30",
                "-print_final_stats=1",
                "-max_total_time=" + SECONDS,
                found.toString(),
                seeds.toString()));
    if (!fuzz.words().isEmpty()) {
      Path words = folder.resolve("words");
      Files.writeString(
          words, fuzz.words().stream().map(Exploration::quoted).collect(Collectors.joining()));
      command.add("-dict=" + words);
    }
    Path output = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit;
    try {
      exit = process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
    if (exit != 0) {
      throw new AssertionError(failure(exit, output));
    }
  }

  private String failure(int exit, Path output) throws IOException {
    String failed =
        files(folder).stream()
            .filter(file -> file.getFileName().toString().startsWith("failed-"))
            .map(Exploration::hex)
            .collect(Collectors.joining("\n---\n"));
    return fuzz.name()
        + ": Jazzer ended with "
        + exit
        + ", see "
        + output
        + ". When it is mended, put what failed, with a remark of what it is, into"
        + " test-vectors/src/main/resources/vectors/fuzz/, so that it is tried for ever after:\n"
        + failed;
  }

  /** Puts what was found into the corpus, the shortest first, as far as there is room. */
  private void keep() throws IOException {
    List<byte[]> kept = new ArrayList<>(fuzz.corpus());
    int bytes = kept.stream().mapToInt(input -> input.length).sum();
    List<byte[]> more = new ArrayList<>();
    for (Path file : files(found)) {
      more.add(Files.readAllBytes(file));
      Files.delete(file);
    }
    more.sort(Comparator.comparingInt(input -> input.length));
    for (byte[] input : more) {
      bytes += input.length;
      if (input.length > 0 && bytes <= MOST_KEPT_BYTES) {
        kept.add(input);
      }
    }
    String text =
        kept.stream()
            .map(HexFormat.of()::formatHex)
            .collect(Collectors.joining("\n---\n", REMARK, "\n"));
    Path file = Path.of(KEEP_IN, "fuzz", "corpus", fuzz.name() + ".hex");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String hex(Path file) {
    try {
      return HexFormat.of().formatHex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] input) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(input));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As libFuzzer reads a word: in quotes, each byte escaped. */
  private static String quoted(byte[] word) {
    return "\"" + HexFormat.of().withPrefix("\\x").formatHex(word) + "\"\n";
  }
}
