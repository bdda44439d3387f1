package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.UdpRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call to a Chromium through a bad network, with a note of which packet arrived when. */
final class JitterCall implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 30;
  private static final Pattern HOST =
      Pattern.compile("a=candidate:\\S+ 1 udp \\S+ 127\\.0\\.0\\.1 (\\d+) typ host[^\r]*");

  private final Path folder;
  private final HttpServer blank;
  private final Chromium chromium;
  private final DevTools page;
  private final UdpRelay relay;
  private final LoadGenerator load;
  private final PassageLog log = new PassageLog();
  private final Standstills standstills = new Standstills();
  private double calmMillis;

  private JitterCall(Path sample, Path folder, long seed) throws Exception {
    this.folder = folder;
    blank = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    blank.createContext(
        "/",
        exchange -> {
          byte[] html = "<!doctype html><title>jitter</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    blank.start();
    relay = new UdpRelay(seed, NetworkConditions.CLEAN);
    relay.observeNear(datagram -> log.onSent(System.nanoTime(), datagram));
    relay.observeArrivals(datagram -> log.onArrived(System.nanoTime(), datagram));
    load = new LoadGenerator(sample);
    chromium = Chromium.start(folder);
    URI url = URI.create("http://127.0.0.1:" + blank.getAddress().getPort() + "/");
    page = chromium.open(url, "jitter.js");
  }

  /** Starts a browser, which takes a few seconds of all processors. */
  static JitterCall open(Path sample, long seed) throws Exception {
    return new JitterCall(sample, Files.createTempDirectory("antiphon-jitter"), seed);
  }

  /** Calls; the network is good for the time being. */
  void connect(Speech speech) throws Exception {
    LoadPeer peer = load.newPeer(speech, 0);
    String offer = through(load.ask(peer::offer), relay.nearAddress());
    String answer = page.evaluate("window.answer(" + JSON.writeValueAsString(offer) + ")").asText();
    Matcher host = HOST.matcher(answer);
    if (!host.find()) {
      throw new IOException("chromium has no loopback address: " + answer);
    }
    relay.admitFarOnly(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(host.group(1))));
    String relayed =
        answer
            .replaceAll("a=candidate:[^\r]*\r\n", "")
            .replaceFirst(
                "a=ice-ufrag",
                "a=" + Matcher.quoteReplacement(host.group().substring(2)) + "\r\na=ice-ufrag");
    String taken = through(relayed, relay.farAddress());
    load.ask(
        () -> {
          peer.takeAnswer(taken);
          return taken;
        });
    peer.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The description with this address in the place of its own. */
  static String through(String sdp, InetSocketAddress relay) {
    return sdp.replaceAll(
        "(a=candidate:\\S+ 1 udp \\S+) \\S+ \\d+ ", "$1 127.0.0.1 " + relay.getPort() + " ");
  }

  /**
   * Speaks through that weather, and listens.
   *
   * @param countedFromSeconds when counting begins
   */
  Heard speak(NetworkProfile weather, int seconds, int countedFromSeconds) throws Exception {
    long start = log.awaitStart(PATIENCE_SECONDS);
    Counts calmBefore = Counts.NONE;
    Counts before = Counts.NONE;
    Counts calm = Counts.NONE;
    for (int second = 0; second < seconds; second++) {
      relay.setConditions(weather.at(Duration.ofSeconds(second)));
      if (second == JitterTrial.CALM_SECONDS / 2) {
        calmBefore = counts();
      }
      if (second == JitterTrial.CALM_SECONDS) {
        calm = counts().minus(calmBefore);
      }
      if (second == countedFromSeconds) {
        before = counts();
      }
      long left = start + (second + 1) * 1_000_000_000L - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(left);
    }
    Counts after = counts().minus(before);
    calmMillis = calm.delayMillis();
    return new ChromiumEar(page).heard(after);
  }

  /** What the browser itself said of its buffer's delay while the network was good, ms. */
  double calmMillis() {
    return calmMillis;
  }

  private Counts counts() throws Exception {
    JsonNode now = page.evaluate("window.counts()");
    return new Counts(
        now.path("jitterBufferDelay").asDouble(),
        now.path("jitterBufferEmittedCount").asDouble(),
        now.path("totalSamplesReceived").asDouble(),
        now.path("concealedSamples").asDouble(),
        now.path("insertedSamplesForDeceleration").asDouble(),
        now.path("removedSamplesForAcceleration").asDouble());
  }

  /** Which packet was sent, and arrived, when. */
  Passage passage() {
    return log.passage(standstills.found());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    standstills.close();
    page.close();
    chromium.close();
    load.close();
    relay.close();
    blank.stop(0);
    Folders.delete(folder);
  }
}
