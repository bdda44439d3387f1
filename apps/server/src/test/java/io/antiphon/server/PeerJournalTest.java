package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is in the log after a call. */
@Timeout(60)
class PeerJournalTest {
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger("io.antiphon");

  /** A line and the peer in its MDC. */
  private record Line(String peer, Level level, String text) {}

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      Map<String, String> mdc = event.getMDCPropertyMap();
      lines.add(
          new Line(mdc.getOrDefault("peer", ""), event.getLevel(), event.getFormattedMessage()));
    }

    List<String> of(String peer) {
      return lines.stream().filter(line -> line.peer().equals(peer)).map(Line::text).toList();
    }
  }

  @TempDir Path folder;
  private final Lines lines = new Lines();
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    lines.start();
    ROOT.setLevel(Level.DEBUG);
    ROOT.addAppender(lines);
    server = RunningServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
    ROOT.detachAppender(lines);
    ROOT.setLevel(null);
  }

  @Test
  void aPeersLifeIsToldUnderItsId() throws Exception {
    String id;
    try (Guest guest = Guest.of(server)) {
      id = guest.id();
      guest.awaitHeard(1);
      server.get("/peers/" + id + "/stats").expect(200);
    }
    List<String> told =
        Await.until(
            "the last line",
            Duration.ofSeconds(10),
            () -> lines.of(id),
            all -> all.stream().anyMatch(line -> line.startsWith("closed")));
    assertEquals(
        1, told.stream().filter(line -> line.startsWith("joined, with Java-http-client")).count());
    assertEquals(1, told.stream().filter(line -> line.matches("connected after \\d+ ms")).count());
    String last = told.stream().filter(line -> line.startsWith("closed")).findFirst().orElse("");
    assertTrue(
        last.matches(
            "closed: .+; \\d+\\.\\d s, \\d+ packets received, \\d+ lost.*, \\d+ sent, recorded as .*"
                + id
                + "_.*\\.wav"),
        last);
    assertTrue(
        told.stream().anyMatch(line -> line.matches("POST \"/offer\" 200 \\d+ µs from .*")),
        told.toString());
    assertTrue(
        told.stream().anyMatch(line -> line.startsWith("GET \"/peers/" + id + "/stats\" 200 ")),
        told.toString());
  }

  @Test
  void aNameCannotForgeALine() throws Exception {
    try (Guest guest = new Guest(server)) {
      Map<String, Object> offer = new java.util.HashMap<>(guest.offer());
      offer.put("name", "Eve\n12:00:00 INFO closed");
      String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(offer);
      String id = server.post("/offer", json).expect(200).json().path("id").asText();
      List<String> told =
          Await.until("a line", Duration.ofSeconds(5), () -> lines.of(id), all -> !all.isEmpty());
      assertTrue(
          told.stream().anyMatch(line -> line.startsWith("joined, called Eve?12:00:00 INFO")),
          told.toString());
    }
  }
}
