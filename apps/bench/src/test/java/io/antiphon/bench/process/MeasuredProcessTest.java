package io.antiphon.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    assertEquals(linux, measured.residentMebibytes() > 0);
    assertFalse(measured.cpu().isNegative());
    process.getOutputStream().close();
    measured.awaitEnd(Duration.ofSeconds(20));
    assertEquals(0, process.exitValue(), "it was waited for, not killed");
    assertTrue(Double.isNaN(measured.threads()));
  }

  @Test
  void whatDoesNotEndIsKilled() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    new MeasuredProcess(process).awaitEnd(Duration.ofMillis(1));
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
  }
}
