package io.antiphon.server;

import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointStats;
import io.antiphon.peer.MediaTotals;
import io.antiphon.peer.PushStats;
import io.antiphon.signaling.HttpObserver;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingServerBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * {@code GET /metrics}: the server's numbers in Prometheus' text format.
 *
 * <p>Of audio it reads the sum that the event loop makes once a second, and costs a packet nothing.
 */
final class Metrics implements HttpObserver, AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Endpoint endpoint;

  Metrics(Endpoint endpoint, Peers peers, RecordingTally recordings) {
    this.endpoint = endpoint;
    peers();
    media();
    bandwidth();
    handshakes();
    loop();
    pushed(peers.pushTally());
    recordings(peers, recordings);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  void addTo(SignalingServerBuilder http) {
    http.observer(this);
    http.route("GET", "/metrics", call -> HttpReply.text(TEXT, registry.scrape()).now());
  }

  private void peers() {
    for (ConnectionState state : ConnectionState.values()) {
      Gauge.builder("antiphon.peers", endpoint, e -> e.stats().peers().getOrDefault(state, 0))
          .description("Peers that are connected, or about to be")
          .tag("state", state.toString())
          .register(registry);
    }
  }

  private void media() {
    media("datagrams", "in", "UDP datagrams", MediaTotals::datagramsReceived);
    media("datagrams", "out", "UDP datagrams", MediaTotals::datagramsSent);
    media("bytes", "in", "Bytes of UDP datagrams", MediaTotals::bytesReceived);
    media("bytes", "out", "Bytes of UDP datagrams", MediaTotals::bytesSent);
    media("packets", "in", "RTP packets", MediaTotals::packetsReceived);
    media("packets", "out", "RTP packets", MediaTotals::packetsSent);
    count("packets.lost", "RTP packets that never came", MediaTotals::packetsLost);
    count("packets.late", "RTP packets too late for the ear", MediaTotals::packetsDiscarded);
    count(
        "packets.rejected",
        "SRTP packets that were forged, replayed or too old",
        MediaTotals::packetsRejected);
    count(
        "packets.malformed",
        "Authentic packets that hold no RTP, or no audio we know",
        MediaTotals::packetsMalformed);
    count("packets.dropped", "Datagrams nobody wanted", MediaTotals::packetsDropped);
    count("audio.decoded.seconds", "Seconds of audio decoded", MediaTotals::secondsDecoded);
    count(
        "audio.concealed.seconds",
        "Seconds of audio made up for loss",
        MediaTotals::secondsConcealed);
    count(
        "audio.repaired.seconds",
        "Seconds of audio rebuilt from the packet behind",
        MediaTotals::secondsRepaired);
  }

  private void media(
      String name, String direction, String help, ToDoubleFunction<MediaTotals> count) {
    FunctionCounter.builder(
            "antiphon." + name, endpoint, e -> count.applyAsDouble(e.stats().media()))
        .description(help)
        .tag("direction", direction)
        .register(registry);
  }

  private void count(String name, String help, ToDoubleFunction<MediaTotals> count) {
    FunctionCounter.builder(
            "antiphon." + name, endpoint, e -> count.applyAsDouble(e.stats().media()))
        .description(help)
        .register(registry);
  }

  private void bandwidth() {
    gauge(
        "available.outgoing.bitrate",
        "Bits per second that the ways to all connected peers bear, as estimated",
        e -> e.bandwidth().availableOutgoingBitrate());
    gauge(
        "available.outgoing.bitrate.min",
        "The same of the peer that has least; NaN with nobody",
        e -> orNaN(e.bandwidth().leastAvailableOutgoingBitrate()));
  }

  private static double orNaN(int bps) {
    return bps == 0 ? Double.NaN : bps;
  }

  private void handshakes() {
    FunctionTimer.builder(
            "antiphon.handshakes",
            endpoint,
            e -> e.stats().handshakes().completed(),
            e -> e.stats().handshakes().seconds(),
            TimeUnit.SECONDS)
        .description("DTLS handshakes that led to keys, and how long they took")
        .register(registry);
    gauge("handshakes.longest.seconds", "The longest", e -> e.handshakes().longestSeconds());
    FunctionCounter.builder(
            "antiphon.handshakes.failed", endpoint, e -> e.stats().handshakes().failed())
        .description("DTLS handshakes that failed")
        .register(registry);
  }

  private void loop() {
    FunctionTimer.builder(
            "antiphon.loop.turns",
            endpoint,
            e -> e.stats().loop().turns(),
            e -> e.stats().loop().busySeconds(),
            TimeUnit.SECONDS)
        .description("Turns of the event loop, and the time spent in them")
        .register(registry);
    gauge(
        "loop.turn.longest.seconds",
        "The longest turn of the last second",
        e -> e.loop().longestTurnSeconds());
    FunctionCounter.builder(
            "antiphon.media.slots.skipped", endpoint, e -> e.stats().loop().skippedSlots())
        .description("Slots of 20 ms left out because the event loop was late")
        .register(registry);
    FunctionCounter.builder(
            "antiphon.media.ticks.late", endpoint, e -> e.stats().loop().lateTicks())
        .description("Slots that the event loop served 10 ms late or more")
        .register(registry);
  }

  private void pushed(PushTally tally) {
    pushed(tally, "seconds", "Seconds of live audio pushed", PushStats::pushedSeconds);
    pushed(tally, "played.seconds", "Seconds of it that were played", PushStats::playedSeconds);
    pushed(
        tally,
        "dropped.seconds",
        "Seconds of it that were cut off, or had no room",
        PushStats::droppedSeconds);
    pushed(
        tally,
        "silence.seconds",
        "Seconds of silence where the producer was late",
        PushStats::silenceSeconds);
    pushed(tally, "underruns", "How often the producer was late", PushStats::underruns);
  }

  private void pushed(
      PushTally tally, String name, String help, ToDoubleFunction<PushStats> number) {
    FunctionCounter.builder("antiphon.push." + name, tally, all -> all.total(number))
        .description(help)
        .register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<EndpointStats> value) {
    Gauge.builder("antiphon." + name, endpoint, e -> value.applyAsDouble(e.stats()))
        .description(help)
        .register(registry);
  }

  private void recordings(Peers peers, RecordingTally tally) {
    Gauge.builder(
            "antiphon.recordings.running",
            peers,
            all -> all.all().stream().filter(ServedPeer::isRecording).count())
        .description("Peers that are being recorded")
        .register(registry);
    FunctionCounter.builder("antiphon.recordings.started", tally, RecordingTally::started)
        .description("Recordings begun")
        .register(registry);
    FunctionCounter.builder("antiphon.recordings.finished", tally, RecordingTally::finished)
        .description("Recordings that are whole on the disk")
        .register(registry);
    FunctionCounter.builder("antiphon.recordings.failed", tally, RecordingTally::failed)
        .description("Recordings that could not be written to their end")
        .register(registry);
  }

  /** Requests that no route takes are one series, whatever methods clients think of. */
  @Override
  public void onExchange(String method, String route, int status, Duration took) {
    boolean known = !route.equals("none");
    Timer.builder("antiphon.http.requests")
        .description("HTTP requests, and how long they took")
        .tag("method", known ? method : "any")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
