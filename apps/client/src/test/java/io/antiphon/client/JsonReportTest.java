package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.client.CallStatus.Loss;
import io.antiphon.client.CallStatus.Network;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  private static final String TIME = "\"time\":\"2026-11-20T23:59:58.007Z\"";

  private final StringWriter written = new StringWriter();
  private final JsonReport report =
      new JsonReport(
          new PrintWriter(written),
          Clock.fixed(Instant.parse("2026-11-20T23:59:58.007Z"), ZoneOffset.UTC));

  private void assertWritten(String... lines) {
    assertEquals(String.join("\n", lines), written.toString().strip().replace("\r", ""));
  }

  @Test
  void anEventIsOneObjectOnOneLine() {
    report.tell(CallEvent.back("peer-1", 1_234));
    report.tell(CallEvent.ended(6, "The call was lost."));
    assertWritten(
        "{\"event\":\"connected\"," + TIME + ",\"peer\":\"peer-1\",\"awayMillis\":1234}",
        "{\"event\":\"ended\"," + TIME + ",\"exitCode\":6,\"reason\":\"The call was lost.\"}");
  }

  @Test
  void whatIsNoPlainTextIsEscaped() {
    report.tell(CallEvent.recording(Path.of("a\"b\\ü"), "…"));
    assertWritten("{\"event\":\"recording\"," + TIME + ",\"file\":\"a\\\"b\\\\\\u00fc\"}");
  }

  @Test
  void theStatusComesOnceASecond() {
    Loss lost = new Loss(40, 15, 25);
    CallStatus status =
        new CallStatus("connected", 1.25, 60, 18, 127, false, lost, Network.UNKNOWN);
    for (int tenth = 0; tenth <= 20; tenth++) {
      report.show(TimeUnit.MILLISECONDS.toNanos(100L * tenth), status);
    }
    assertEquals(3, written.toString().lines().count());
    assertTrue(
        written
            .toString()
            .startsWith(
                "{\"event\":\"stats\","
                    + TIME
                    + ",\"state\":\"connected\",\"elapsedSeconds\":1.3,\"outDbov\":18,"
                    + "\"inDbov\":127,\"muted\":false,\"outDroppedMillis\":40,"
                    + "\"inDroppedMillis\":15,\"inUnderrunMillis\":25,"
                    + "\"roundTripMillis\":null,"
                    + "\"lossPercent\":null,\"bufferMillis\":null}"),
        written.toString());
  }
}
