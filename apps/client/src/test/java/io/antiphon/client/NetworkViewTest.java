package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.client.CallStatus.Network;
import io.antiphon.peer.StatsReport;
import io.antiphon.peer.StatsReport.Stats;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkViewTest {
  private final NetworkView view = new NetworkView();
  private int asked;

  private void refresh(long second, StatsReport report) {
    refresh(second, CompletableFuture.completedFuture(report));
  }

  private void refresh(long second, CompletableFuture<StatsReport> answer) {
    view.refresh(
        TimeUnit.SECONDS.toNanos(second),
        () -> {
          asked++;
          return answer;
        });
  }

  private static StatsReport report(double lost, double received, double delay, double emitted) {
    Map<String, Object> inbound =
        Map.of(
            "packetsLost", lost,
            "packetsReceived", received,
            "jitterBufferDelay", delay,
            "jitterBufferEmittedCount", emitted);
    return new StatsReport(
        List.of(
            new Stats("candidate-pair", "P", 0, Map.of("currentRoundTripTime", 0.025)),
            new Stats("inbound-rtp", "I", 0, inbound)));
  }

  @Test
  void knowsNothingBeforeItIsTold() {
    CompletableFuture<StatsReport> never = new CompletableFuture<>();
    refresh(0, never);
    refresh(0, never);
    assertEquals(1, asked);
    assertEquals(Network.UNKNOWN, view.latest());
  }

  @Test
  void tellsRoundTripLossAndBufferInTheirUnits() {
    refresh(0, report(10, 190, 48, 960));
    refresh(1, report(10, 190, 48, 960));
    assertEquals(new Network(25, 5, 50), view.latest());
  }

  @Test
  void theBufferIsThatOfTheLastSecondAlone() {
    refresh(0, report(0, 50, 2_400, 48_000));
    refresh(1, report(0, 100, 2_400 + 960, 96_000));
    refresh(2, report(0, 150, 0, 0));
    assertEquals(20, view.latest().bufferMillis(), 1e-9);
  }

  @Test
  void asksOnceASecond() {
    for (int i = 0; i < 30; i++) {
      view.refresh(TimeUnit.MILLISECONDS.toNanos(100L * i), () -> count(report(0, 1, 0, 0)));
    }
    assertEquals(3, asked);
  }

  private CompletableFuture<StatsReport> count(StatsReport report) {
    asked++;
    return CompletableFuture.completedFuture(report);
  }

  @Test
  void aQuestionThatFailsLeavesWhatIsKnown() {
    refresh(0, report(10, 190, 48, 960));
    refresh(1, CompletableFuture.failedFuture(new IllegalStateException("closed")));
    Network known = view.latest();
    refresh(2, report(0, 1, 0, 0));
    assertEquals(known, view.latest());
    assertTrue(known.roundTripMillis() > 0);
  }
}
