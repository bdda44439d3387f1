package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads. */
@Timeout(60)
class MetricsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"[^\"\\\\]*\",?)*})?"
              + " (-?[0-9.eE+-]+|NaN|[+-]Inf)");
  private static final Pattern COMMENT =
      Pattern.compile(
          "# (?:HELP [a-z0-9_]+ .+|TYPE ([a-z0-9_]+) (counter|gauge|summary|histogram))");

  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** All samples by name and labels; fails on a line that is not Prometheus' text format 0.0.4. */
  private Map<String, Double> scrape() throws Exception {
    Reply reply = server.get("/metrics").expect(200);
    assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.header("Content-Type"));
    Map<String, Double> samples = new HashMap<>();
    Set<String> families = new TreeSet<>();
    for (String line : reply.text().lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        assertTrue(
            comment.group(1) == null || families.add(comment.group(1)), "declared twice: " + line);
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertTrue(sample.matches(), line);
      String labels = sample.group(2) == null ? "" : sample.group(2);
      String value = sample.group(3).replace("Inf", "Infinity");
      Double before = samples.put(sample.group(1) + labels, Double.valueOf(value));
      assertEquals(null, before, "told twice: " + line);
    }
    return samples;
  }

  private double value(String name) throws Exception {
    Double value = scrape().get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " among " + new TreeSet<>(scrape().keySet()));
    }
    return value;
  }

  @Test
  void countersGrowDuringACallAndStayAfterIt() throws Exception {
    assertEquals(0, value("antiphon_packets_total{direction=\"in\"}"));
    double packets;
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(1);
      Await.until(
          "packets to be counted",
          SOON,
          () -> value("antiphon_packets_total{direction=\"in\"}"),
          in -> in > 50);
      Map<String, Double> during = scrape();
      packets = during.get("antiphon_packets_total{direction=\"in\"}");
      assertEquals(1, during.get("antiphon_peers{state=\"connected\"}"));
      assertEquals(1, during.get("antiphon_handshakes_seconds_count"));
      assertEquals(1, during.get("antiphon_recordings_running"));
      for (String grown :
          Set.of(
              "antiphon_packets_total{direction=\"out\"}",
              "antiphon_bytes_total{direction=\"in\"}",
              "antiphon_bytes_total{direction=\"out\"}",
              "antiphon_datagrams_total{direction=\"in\"}",
              "antiphon_audio_decoded_seconds_total",
              "antiphon_handshakes_seconds_sum",
              "antiphon_loop_turns_seconds_count",
              "antiphon_loop_turns_seconds_sum")) {
        assertTrue(during.getOrDefault(grown, 0.0) > 0, grown + " is " + during.get(grown));
      }
      Await.until(
          "more packets",
          SOON,
          () -> value("antiphon_packets_total{direction=\"in\"}"),
          in -> in > packets + 40);
    }
    Await.until(
        "the peer to be gone",
        SOON,
        () -> value("antiphon_peers{state=\"connected\"}"),
        peers -> peers == 0);
    assertTrue(value("antiphon_packets_total{direction=\"in\"}") > packets);
    Await.until(
        "the recording to be finished",
        SOON,
        () -> value("antiphon_recordings_finished_total"),
        finished -> finished == 1);
    assertEquals(0, value("antiphon_recordings_running"));
    assertEquals(0, value("antiphon_recordings_failed_total"));
  }

  @Test
  void tellsWhatTheWaysBear() throws Exception {
    String all = "antiphon_available_outgoing_bitrate";
    assertEquals(0, value(all));
    assertEquals(Double.NaN, value(all + "_min"));
    try (Guest one = Guest.of(server);
        Guest other = Guest.of(server)) {
      one.awaitHeard(1);
      other.awaitHeard(1);
      Await.until(
          "the sum of two estimates and the lesser of them",
          SOON,
          this::scrape,
          now -> now.get(all + "_min") >= 20_000 && now.get(all) >= 2 * now.get(all + "_min"));
    }
    Await.until("nobody", SOON, () -> value(all), bps -> bps == 0);
  }

  @Test
  void tellsOfLossOfTheLoopAndOfTheJvm() throws Exception {
    Set<String> names = scrape().keySet();
    for (String name :
        Set.of(
            "antiphon_packets_lost_total",
            "antiphon_packets_late_total",
            "antiphon_packets_rejected_total",
            "antiphon_packets_malformed_total",
            "antiphon_packets_dropped_total",
            "antiphon_audio_concealed_seconds_total",
            "antiphon_audio_repaired_seconds_total",
            "antiphon_handshakes_failed_total",
            "antiphon_media_slots_skipped_total",
            "antiphon_media_ticks_late_total",
            "antiphon_loop_turn_longest_seconds",
            "jvm_threads_live_threads",
            "jvm_gc_live_data_size_bytes",
            "process_uptime_seconds")) {
      assertTrue(names.contains(name), "no " + name + " among " + new TreeSet<>(names));
    }
    assertTrue(
        names.stream().anyMatch(name -> name.startsWith("jvm_memory_used_bytes{")), "no memory");
  }

  @Test
  void requestsAreCountedByTheirRouteAndStatus() throws Exception {
    server.get("/peers").expect(200);
    server.get("/peers/nobody").expect(404);
    server.send("BREW", "/coffee");
    Await.until(
        "the last request to be counted",
        SOON,
        () -> String.join("\n", scrape().keySet()),
        names -> names.contains("route=\"none\""));
    Map<String, Double> samples = scrape();
    String count = "antiphon_http_requests_seconds_count";
    assertEquals(1, samples.get(count + "{method=\"GET\",route=\"/peers\",status=\"200\"}"));
    assertEquals(1, samples.get(count + "{method=\"GET\",route=\"/peers/{id}\",status=\"404\"}"));
    assertTrue(
        samples.keySet().stream().noneMatch(name -> name.contains("BREW")),
        "what clients make up is no label");
  }
}
