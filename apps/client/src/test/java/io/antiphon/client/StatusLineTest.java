package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.client.StatusLine.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static final Status CALLING = new Status("connected", 72, 600, 18, 127);

  private final StringWriter written = new StringWriter();
  private final PrintWriter stream = new PrintWriter(written);

  private static Status at(String state, long second) {
    return new Status(state, second, 0, 127, 127);
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  private String written() {
    return written.toString();
  }

  @Test
  void saysStateTimeAndBothLevels() {
    assertEquals(
        "connected    1:12/10:00  out [########----] -18 dB  in [------------] silent",
        StatusLine.text(CALLING));
  }

  @Test
  void aCallWithoutEndShowsOnlyTheTimeSoFar() {
    assertTrue(StatusLine.text(at("new", 5)).startsWith("new          0:05  out "));
  }

  @Test
  void theLoudestLevelFillsTheBarAndNoLevelOverfillsIt() {
    String text = StatusLine.text(new Status("connected", 0, 0, 0, 61));
    assertTrue(text.contains("[############]   0 dB"), text);
    assertTrue(text.contains("[------------] -61 dB"), text);
  }

  @Test
  void fitsATerminalOf80Columns() {
    for (int dbov = 0; dbov <= 127; dbov++) {
      Status status = new Status("disconnected", 59_999, 360_000, dbov, dbov);
      assertTrue(StatusLine.text(status).length() < 80);
    }
  }

  @Test
  void rewritesItselfOnATerminalAndWipesOutWhatWasLonger() {
    StatusLine line = new StatusLine(stream, true);
    line.show(0, new Status("connected", 100, 600, 127, 127));
    line.show(1, at("closed", 0));
    String[] shown = written().split("\r", -1);
    assertEquals(3, shown.length);
    assertEquals(shown[1].length(), shown[2].length());
    assertTrue(shown[2].startsWith("closed"));
    assertEquals(-1, written().indexOf('\n'));
  }

  @Test
  void leavesTheLastLineStandingOnATerminal() {
    StatusLine line = new StatusLine(stream, true);
    line.end();
    assertEquals("", written());
    line.show(0, CALLING);
    line.end();
    line.end();
    assertTrue(written().endsWith("silent" + System.lineSeparator()));
  }

  @Test
  void printsALineEveryFiveSecondsElsewhere() {
    StatusLine line = new StatusLine(stream, false);
    for (int second = 0; second <= 11; second++) {
      line.show(seconds(second), at("connected", second));
    }
    line.end();
    assertEquals(3, written().lines().count());
    assertTrue(written().lines().allMatch(each -> each.matches("connected +0:(00|05|10) .*")));
    assertEquals(-1, written().indexOf('\r'));
  }

  @Test
  void printsEveryChangeOfStateAtOnceElsewhere() {
    StatusLine line = new StatusLine(stream, false);
    line.show(0, at("connecting", 0));
    line.show(1, at("connected", 0));
    line.show(2, at("connected", 0));
    line.show(3, at("disconnected", 0));
    assertEquals(3, written().lines().count());
  }
}
