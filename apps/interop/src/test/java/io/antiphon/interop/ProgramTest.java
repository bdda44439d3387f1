package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  private Program shell(String script) throws IOException {
    return Program.start(
        folder, List.of("env", "--default-signal=INT", "sh", "-c", script), builder -> {});
  }

  @Test
  void hearsBothStreamsAndTheExitCode() throws Exception {
    try (Program program = shell("echo ready on 4711; echo oops >&2; exit 5")) {
      assertEquals("4711", program.awaitLine("ready on (\\d+)", SOON).group(1));
      assertEquals(5, program.awaitExit(SOON));
      assertEquals("oops\n", program.err());
    }
  }

  @Test
  void saysWhatTheProgramSaidInsteadOfTheLineAwaited() throws Exception {
    try (Program program = shell("echo something else")) {
      AssertionError error =
          assertThrows(AssertionError.class, () -> program.awaitLine("ready", SOON));
      assertTrue(error.getMessage().contains("something else"), error.getMessage());
    }
  }

  @Test
  void deliversSignals() throws Exception {
    try (Program program = shell("trap 'exit 130' INT; echo up; while :; do sleep 0.05; done")) {
      program.awaitLine("up", SOON);
      program.signal("INT");
      assertEquals(130, program.awaitExit(SOON));
    }
  }

  @Test
  void leavesNothingBehindWhenClosed() throws Exception {
    Program program = shell("sleep 600 & echo $!; wait");
    long child = Long.parseLong(program.awaitLine("(\\d+)", SOON).group(1));
    program.close();
    assertFalse(program.isAlive());
    Await.until(
        "the child to be gone",
        SOON,
        () -> ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
  }
}
