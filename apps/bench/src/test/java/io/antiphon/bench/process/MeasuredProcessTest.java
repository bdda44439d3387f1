package io.antiphon.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeasuredProcessTest {
  @Test
  void whatARunningProgramCostsIsReadFromTheSystem() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    MeasuredProcess measured = new MeasuredProcess(process);
    boolean linux = Files.exists(Path.of("/proc/self/status"));
    assertEquals(linux ? 1 : Double.NaN, measured.threads());
    // The C library alone is about 1 MiB; in KiB it would be a thousand.
    assertEquals(linux, measured.residentMebibytes() > 0.1 && measured.residentMebibytes() < 100);
    process.getOutputStream().close();
    measured.awaitEnd(Duration.ofSeconds(20));
    assertEquals(0, process.exitValue(), "it was waited for, not killed");
    assertTrue(Double.isNaN(measured.threads()));
  }

  @Test
  void whatItComputesIsCounted() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      MeasuredProcess measured = new MeasuredProcess(process);
      long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (measured.cpu().compareTo(Duration.ofMillis(50)) < 0
          && System.nanoTime() - endNanos < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertTrue(measured.cpu().toMillis() >= 50, "CPU time of " + measured.cpu());
      assertTrue(measured.cpu().toSeconds() < 21, "CPU time of " + measured.cpu());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatDoesNotEndIsKilled() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    new MeasuredProcess(process).awaitEnd(Duration.ofMillis(1));
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
  }
}
