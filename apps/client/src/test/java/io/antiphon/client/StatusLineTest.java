package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.client.CallStatus.Loss;
import io.antiphon.client.CallStatus.Network;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static final CallStatus CALLING =
      new CallStatus("connected", 72, 600, 18, 127, false, Loss.NONE, Network.UNKNOWN);

  private final StringWriter written = new StringWriter();
  private final PrintWriter stream = new PrintWriter(written);

  private static CallStatus at(String state, long second) {
    return status(state, second, 127, 127);
  }

  private static CallStatus status(String state, long second, int out, int in) {
    return new CallStatus(state, second, 0, out, in, false, Loss.NONE, Network.UNKNOWN);
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  private String written() {
    return written.toString();
  }

  @Test
  void saysStateTimeAndBothLevels() {
    assertEquals("connected    1:12/10:00 out[###--] -18 in[-----]  --", StatusLine.text(CALLING));
  }

  @Test
  void aCallWithoutEndShowsOnlyTheTimeSoFar() {
    assertTrue(StatusLine.text(at("new", 5)).startsWith("new          0:05 out["));
  }

  @Test
  void theLoudestLevelFillsTheBarAndNoLevelOverfillsIt() {
    String text = StatusLine.text(status("connected", 0, 0, 61));
    assertTrue(text.contains("[#####]   0"), text);
    assertTrue(text.contains("[-----] -61"), text);
  }

  @Test
  void fitsATerminalOf80Columns() {
    for (int dbov = 0; dbov <= 127; dbov++) {
      Network network = new Network(999, 9.9, 999);
      CallStatus status =
          new CallStatus("reconnecting", 3_599, 3_599, dbov, dbov, false, Loss.NONE, network);
      String text = StatusLine.text(status);
      assertTrue(text.length() < 80 && text.endsWith("loss 9.9%"), text);
    }
  }

  @Test
  void rewritesItselfOnATerminalAndWipesOutWhatWasLonger() {
    StatusLine line = new StatusLine(stream, true);
    line.show(0, CALLING);
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
    assertTrue(written().endsWith("--" + System.lineSeparator()));
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

  @Test
  void saysThatNobodyHearsUs() {
    CallStatus muted = new CallStatus("connected", 1, 0, 127, 20, true, Loss.NONE, Network.UNKNOWN);
    assertTrue(StatusLine.text(muted).contains("out[muted]"), StatusLine.text(muted));
  }

  @Test
  void aSentenceStandsOnALineOfItsOwn() {
    StatusLine line = new StatusLine(stream, true);
    line.show(0, CALLING);
    line.say("The speaker is back.");
    line.show(1, CALLING);
    assertTrue(written().contains("--" + System.lineSeparator() + "The speaker is back."));
  }
}
