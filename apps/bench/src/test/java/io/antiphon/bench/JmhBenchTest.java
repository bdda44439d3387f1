package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JmhBenchTest {
  @Test
  void everyBenchmarkRuns() {
    String[] once = {"jmh", "--forks=0", "--warm-up=0", "--rounds=1", "--millis=10"};
    assertEquals(0, new CommandLine(new Main()).execute(once));
  }
}
