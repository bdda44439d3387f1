package io.antiphon.bench.ice;

import io.antiphon.bench.process.MeasuredProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An {@link AnswererMain} in a JVM of its own. */
final class AnswererProcess implements AutoCloseable {
  private final MeasuredProcess measured;
  private final PrintWriter in;
  private final BufferedReader out;

  private AnswererProcess(Process process) {
    this.measured = new MeasuredProcess(process);
    this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), /* autoFlush= */ true);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param variant {@code antiphon} or {@code ice4j}; the second stands on ice4j and the libraries
   *     that it needs alone, and is set to what our own does by default
   */
  static AnswererProcess start(Path home, String variant) throws IOException {
    Path target = home.resolve("apps/bench/target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData"));
    if (variant.equals("ice4j")) {
      command.add("-Dice4j.harvest.mapping.aws.enabled=false");
      command.add("-Dorg.ice4j.ice.harvest.DISABLE_AWS_HARVESTER=true");
      command.add("-Dorg.ice4j.REQUIRE_MESSAGE_INTEGRITY=true");
      command.add("-Dice4j.harvest.udp.socket-pool-size=1");
      command.add("-Dice4j.consent-freshness.interval=5 seconds");
      command.add("-Dice4j.consent-freshness.max-retransmissions=50");
    }
    try (Stream<Path> jars = Files.list(target)) {
      String own =
          jars.filter(jar -> jar.getFileName().toString().matches("antiphon-bench-.*\\.jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("not built: " + target))
              .toString();
      String libraries = target.resolve(variant.equals("ice4j") ? "ice4j" : "lib") + "/*";
      command.addAll(List.of("-cp", own + ":" + libraries, AnswererMain.class.getName(), variant));
    }
    return new AnswererProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  Answerer.Credentials offer(String ufrag, String pwd) throws IOException {
    String[] words = ask("offer " + ufrag + " " + pwd).split(" ", -1);
    return new Answerer.Credentials(words[0], words[1], words[2], Integer.parseInt(words[3]));
  }

  long received() throws IOException {
    return Long.parseLong(ask("received"));
  }

  double heapMebibytes() throws IOException {
    return Long.parseLong(ask("heap")) / (1024.0 * 1024);
  }

  private String ask(String line) throws IOException {
    in.println(line);
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("the answering process has ended");
    }
    return answer;
  }

  /** What it costs. */
  MeasuredProcess measured() {
    return measured;
  }

  @Override
  public void close() {
    in.close();
    measured.awaitEnd(Duration.ofSeconds(5));
  }
}
