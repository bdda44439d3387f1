package io.antiphon.server;

import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointStats;
import io.antiphon.peer.MediaTotals;
import io.antiphon.peer.StatsReport;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Statistics of one peer, and of all. */
final class StatsRoutes {
  private final Peers peers;
  private final Endpoint endpoint;

  StatsRoutes(Peers peers, Endpoint endpoint) {
    this.peers = peers;
    this.endpoint = endpoint;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/peers/{id}/stats", call -> ofOne(call.pathParameter("id")));
    http.route("GET", "/stats", call -> ofAll());
  }

  private CompletionStage<HttpReply> ofOne(String id) {
    return peers
        .find(id)
        .orElseThrow(() -> PeerRoutes.unknownPeer(id))
        .connection()
        .getStats()
        .thenApply(report -> HttpReply.json(shape(report)));
  }

  private static Map<String, Object> shape(StatsReport report) {
    return Map.of("stats", report.stats().stream().map(StatsReport.Stats::toMap).toList());
  }

  private CompletionStage<HttpReply> ofAll() {
    Map<String, CompletableFuture<StatsReport>> asked = new LinkedHashMap<>();
    for (ServedPeer peer : peers.all()) {
      asked.put(peer.id(), peer.connection().getStats());
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<String, StatsReport> reports = new LinkedHashMap<>();
              asked.forEach((id, report) -> reports.put(id, report.join()));
              Map<String, Object> byPeer = new LinkedHashMap<>();
              reports.forEach((id, report) -> byPeer.put(id, shape(report)));
              return HttpReply.json(Map.of("peers", byPeer, "total", total(reports.values())));
            });
  }

  private Map<String, Object> total(Collection<StatsReport> reports) {
    EndpointStats stats = endpoint.stats();
    MediaTotals media = stats.media();
    Map<String, Object> total = new LinkedHashMap<>();
    total.put("peers", reports.size());
    total.put("connected", stats.peers().getOrDefault(ConnectionState.CONNECTED, 0));
    total.put("packetsReceived", media.packetsReceived());
    total.put("packetsSent", media.packetsSent());
    total.put("bytesReceived", media.bytesReceived());
    total.put("bytesSent", media.bytesSent());
    total.put("packetsLost", media.packetsLost());
    total.put("packetsDiscarded", media.packetsDiscarded());
    total.put("packetsRejected", media.packetsRejected());
    total.put("packetsMalformed", media.packetsMalformed());
    total.put("packetsDropped", media.packetsDropped());
    total.put("secondsDecoded", media.secondsDecoded());
    total.put("secondsConcealed", media.secondsConcealed());
    total.put("secondsRepaired", media.secondsRepaired());
    total.put("handshakes", stats.handshakes());
    total.put("loop", stats.loop());
    quality(total, reports);
    return total;
  }

  /** Of those heard in the last ten seconds; nothing is said while there are none. */
  private static void quality(Map<String, Object> total, Collection<StatsReport> reports) {
    List<Double> opinions =
        reports.stream()
            .flatMap(report -> report.stats().stream())
            .filter(each -> each.type().equals("inbound-rtp"))
            .map(each -> each.number("mos"))
            .filter(mos -> !mos.isNaN())
            .toList();
    if (!opinions.isEmpty()) {
      var summary = opinions.stream().mapToDouble(Double::doubleValue).summaryStatistics();
      total.put("mosMean", summary.getAverage());
      total.put("mosLowest", summary.getMin());
    }
  }
}
