package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServerBenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new Main())
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @ParameterizedTest
  @CsvSource({
    "--peers=0,--peers",
    "'--peers=1,501',--peers",
    "--peers=x,--peers",
    "--seconds=0,--seconds",
    "--warm-up=-1,--warm-up",
    "--no-such-option,--no-such-option"
  })
  void aWrongOptionIsNamed(String option, String name) {
    assertEquals(2, command.execute("server", option));
    assertTrue(err.toString().contains(name), err.toString());
  }

  @ParameterizedTest
  @CsvSource({"--members=1,--members", "--mode=loud,--mode", "--speaking=-1,--speaking"})
  void aWrongOptionOfTheRoomsIsNamed(String option, String name) {
    assertEquals(2, command.execute("rooms", option));
    assertTrue(err.toString().contains(name), err.toString());
  }

  @Test
  void aRowHoldsMillisecondsAndStaysBelowItsHeading() {
    Histogram connected = new Histogram(3);
    connected.recordValue(12_000_000);
    ServerCost cost = new ServerCost(5.25, 99.5, 250, 20, 3, 4.5);
    String row = new ServerFigures(20, connected, connected, connected, cost).toString();
    assertTrue(row.matches(" +20 +12/12 +12/12 +12/12 +5\\.3 +99\\.50 +250 +20 +3 +4\\.5 ms"), row);
    int width = ServerFigures.HEADING.lines().mapToInt(String::length).max().orElse(0);
    assertTrue(Math.abs(row.length() - width) <= 3, row);
  }
}
