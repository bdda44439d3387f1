package io.antiphon.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process, and what it costs as the operating system has it. */
public final class MeasuredProcess {
  private final Process process;

  public MeasuredProcess(Process process) {
    this.process = process;
  }

  /** CPU time of all its threads so far. */
  public Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Resident memory, in MiB; NaN where there is no /proc. */
  public double residentMebibytes() {
    return status("VmRSS") / 1024;
  }

  /** Threads; NaN where there is no /proc. */
  public double threads() {
    return status("Threads");
  }

  private double status(String name) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | UncheckedIOException e) {
      return Double.NaN;
    }
  }

  /** Waits for its end; if that takes longer than this, it is killed. */
  public void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
