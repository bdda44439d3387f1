package io.antiphon.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real process: started as a user would start it, listened to, signalled, and never left behind.
 */
final class Program implements AutoCloseable {
  /** The folder that holds the launcher. */
  static final Path HOME =
      Path.of(System.getProperty("antiphon.home", "../..")).toAbsolutePath().normalize();

  /** Who started us in the background may have these ignored, which children inherit for good. */
  private static final List<String> HEEDING_SIGNALS = List.of("env", "--default-signal=INT,HUP");

  private final List<String> command;
  private final Process process;
  private final Output out;
  private final Output err;

  private Program(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out = new Output(process.getInputStream(), "stdout of " + command);
    this.err = new Output(process.getErrorStream(), "stderr of " + command);
  }

  /** Starts {@code ./antiphon} with these arguments in the given folder. */
  static Program antiphon(Path folder, String... arguments) throws IOException {
    return antiphon(folder, Map.of(), arguments);
  }

  static Program antiphon(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        Stream.of(
                HEEDING_SIGNALS.stream(),
                Stream.of(HOME.resolve("antiphon").toString()),
                Stream.of(arguments))
            .flatMap(words -> words)
            .toList();
    return start(
        folder,
        command,
        builder -> {
          builder
              .environment()
              .merge("ANTIPHON_JAVA_OPTS", javaOptions(), (theirs, ours) -> theirs + " " + ours);
          builder.environment().putAll(environment);
        });
  }

  /**
   * Runs a shell's command in a terminal of its own, as script(1) makes one, with our launcher as
   * {@code $antiphon}; what is typed goes there, and what is shown there is standard output.
   */
  static Program inTerminal(Path folder, String command) throws IOException {
    List<String> words = new ArrayList<>(HEEDING_SIGNALS);
    words.addAll(List.of("script", "-qefc", command, "/dev/null"));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("ANTIPHON_JAVA_OPTS", javaOptions());
    builder.environment().put("antiphon", HOME.resolve("antiphon").toString());
    return new Program(builder.command(), builder.start());
  }

  /** Presses these keys. Only in a terminal. */
  void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  static Program start(Path folder, List<String> command, Consumer<ProcessBuilder> adjust)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    adjust.accept(builder);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Program(command, process);
  }

  /**
   * For calls of seconds the second compiler costs more than it gains, half of a program's start
   * among it. As shipped they run in {@link DistributionIT} and {@link FirstCallerIT}.
   */
  private static String javaOptions() {
    return "-XX:TieredStopAtLevel=1" + coverageFlag().map(flag -> " " + flag).orElse("");
  }

  /** If our own coverage is being recorded, so is that of the programs, in a file beside ours. */
  private static Optional<String> coverageFlag() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-javaagent:") && flag.contains("jacoco"))
        .map(flag -> flag.substring(0, flag.indexOf('=')))
        .map(
            agent ->
                agent
                    + "=append=true,includes=io.antiphon.*,destfile="
                    + HOME.resolve("apps/interop/target/jacoco-programs.exec"))
        .findFirst();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  /** Waits for a line on standard output that holds the pattern. */
  MatchResult awaitLine(String pattern, Duration limit) throws InterruptedException {
    return out.await(Pattern.compile(pattern), limit, this);
  }

  /**
   * Waits for the end, which must come by itself, and returns the exit code (128 + n after signal
   * n).
   */
  int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("%s has not ended within %s; %s".formatted(command, limit, story()));
    }
    out.join();
    err.join();
    return process.exitValue();
  }

  /** Sends a signal by name, such as TERM or INT. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    if (code != 0) {
      throw new AssertionError("could not send %s to %s".formatted(name, command));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that was heard, for the message of a failed assertion. */
  String story() {
    return "stdout: «%s» stderr: «%s»".formatted(out(), err());
  }

  @Override
  public void close() {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** Collects one stream on a thread of its own, so that a full pipe never holds the program up. */
  private static final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;
    private boolean ended;

    Output(InputStream stream, String name) {
      reader = new Thread(() -> collect(stream), name);
      reader.setDaemon(true);
      reader.start();
    }

    private void collect(InputStream stream) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          append(line);
        }
      } catch (IOException e) {
        append("[" + e.getMessage() + "]");
      }
      end();
    }

    private synchronized void append(String line) {
      text.append(line).append('\n');
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized String text() {
      return text.toString();
    }

    void join() throws InterruptedException {
      reader.join(2000);
    }

    synchronized MatchResult await(Pattern pattern, Duration limit, Program program)
        throws InterruptedException {
      long deadlineNanos = System.nanoTime() + limit.toNanos();
      while (true) {
        var matcher = pattern.matcher(text);
        if (matcher.find()) {
          return matcher.toMatchResult();
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (ended || leftMillis <= 0) {
          throw new AssertionError(
              "%s never said «%s» (waited %s%s); stdout: «%s» stderr: «%s»"
                  .formatted(
                      program.command,
                      pattern,
                      limit,
                      ended ? ", it has ended" : "",
                      text,
                      program.err()));
        }
        wait(leftMillis);
      }
    }
  }
}
