package io.antiphon.bench;

import io.antiphon.bench.process.MeasuredProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./antiphon server} as a process of its own, in a folder that goes with it. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms");
  private static final String LISTENING = "listening on ";

  private final Path folder;
  private final Process process;
  private final MeasuredProcess measured;
  private final URI uri;

  private ServerProcess(Path folder, Process process, URI uri) {
    this.folder = folder;
    this.process = process;
    this.measured = new MeasuredProcess(process);
    this.uri = uri;
  }

  /** Starts it on free ports of 127.0.0.1 and waits until it listens. */
  static ServerProcess start(Path home, String... options) throws IOException {
    Path folder = Files.createTempDirectory("antiphon-bench");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("antiphon").toString());
    command.addAll(List.of("server", "--port", "0"));
    command.addAll(List.of("--recordings", folder.resolve("recordings").toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr").toFile());
    String jvm = System.getenv().getOrDefault("ANTIPHON_JAVA_OPTS", "");
    builder.environment().put("ANTIPHON_JAVA_OPTS", jvm + " -Xlog:gc:file=gc.log");
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith(LISTENING)) {
      process.destroy();
      throw new IOException(
          "the server does not start: " + Files.readString(folder.resolve("stderr")));
    }
    return new ServerProcess(folder, process, URI.create(line.substring(LISTENING.length())));
  }

  URI uri() {
    return uri;
  }

  /** What it costs. */
  MeasuredProcess measured() {
    return measured;
  }

  /** Every pause of its garbage collector so far, in ms. */
  List<Double> pauses() throws IOException {
    List<Double> pauses = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("gc.log"))) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        pauses.add(Double.parseDouble(pause.group(1)));
      }
    }
    return pauses;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    measured.awaitEnd(Duration.ofSeconds(10));
    Folders.delete(folder);
  }
}
