package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium calls the server from the server's own page. */
@Tag("chrome")
class ChromeIT {
  private static final double MICROPHONE_HZ = 711;
  private static final double SAMPLE_HZ = 433;
  private static final int PACKETS_PER_SECOND = 50;
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  @TempDir Path folder;
  private Path microphone;
  private Path sample;

  @BeforeEach
  void writeTones() throws IOException {
    microphone = folder.resolve("microphone.wav");
    Sound.tone(MICROPHONE_HZ, 0.5, 40, 48_000).write(microphone);
    sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample); // 2165 whole cycles: the loop has no seam
  }

  private Server serverPlayingTheTone() throws Exception {
    return Server.start(folder, "--sample", sample.toString());
  }

  @Test
  void tenSecondsOfToneGoBothWaysUnharmed() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server, "name=Ann");
      String id = browser.connect();
      assertPeerIsListed(server, id, "Ann");
      browser.awaitStat("inbound-rtp", "packetsReceived", PACKETS_PER_SECOND);
      double concealedAtFirst = browser.stat("inbound-rtp", "concealedSamples");
      double samplesAtFirst = browser.stat("inbound-rtp", "totalSamplesReceived");

      Sound heard = browser.hear(8);
      browser.awaitStat("inbound-rtp", "packetsReceived", 10 * PACKETS_PER_SECOND);

      double concealed = browser.stat("inbound-rtp", "concealedSamples") - concealedAtFirst;
      double received = browser.stat("inbound-rtp", "totalSamplesReceived") - samplesAtFirst;
      // A machine that stands still for a moment is no fault of the call.
      assertTrue(
          concealed < 0.05 * received,
          "concealed %.0f of %.0f samples".formatted(concealed, received));
      assertEquals(0, browser.stat("inbound-rtp", "packetsLost"));
      assertTone(SAMPLE_HZ, 0.5, heard);
      assertRecordingHoldsTheMicrophone(server, browser, id);
    }
  }

  private static void assertPeerIsListed(Server server, String id, String name) throws Exception {
    JsonNode peers = server.get("/peers").get("peers");
    assertEquals(1, peers.size(), peers.toString());
    assertEquals(id, peers.get(0).get("id").asText());
    assertEquals(name, peers.get(0).get("name").asText());
    Await.until(
        "the server to call the peer connected",
        Duration.ofSeconds(2),
        () -> server.get("/peers/" + id).get("connectionState").asText(),
        "connected"::equals);
  }

  private static void assertTone(double hz, double amplitude, Sound heard) {
    ToneAnalysis analysis = ToneAnalysis.of(heard);
    assertEquals(hz, analysis.dominantHz(), 1);
    assertEquals(amplitude / Math.sqrt(2), heard.rms(), 0.15 * amplitude, "loudness of " + heard);
    assertPure(hz, heard);
  }

  /** But for what a machine that stands still for a moment does to a packet or two. */
  private static void assertPure(double hz, Sound heard) {
    ToneAnalysis analysis = ToneAnalysis.of(heard);
    double share = analysis.share(hz, 20);
    assertTrue(share > 0.9, "a share of %.3f, %s".formatted(share, analysis.dropouts(10)));
  }

  /** Ends the call, and compares the server's file with what the browser says it sent. */
  private static void assertRecordingHoldsTheMicrophone(Server server, Browser browser, String id)
      throws Exception {
    double sentSeconds = browser.stat("outbound-rtp", "packetsSent") / PACKETS_PER_SECOND;
    browser.click("disconnect");
    browser.awaitState("closed");
    server.awaitPeers(0, GOODBYE);
    Sound recorded = server.recordingOf(id);
    assertEquals(sentSeconds, recorded.seconds(), 0.03 * sentSeconds, "length");
    Sound afterTheFirstSecond = recorded.trimmed(1, 0.1);
    assertEquals(MICROPHONE_HZ, ToneAnalysis.of(afterTheFirstSecond).dominantHz(), 1);
    assertPure(MICROPHONE_HZ, afterTheFirstSecond);
  }

  @Test
  void theShippedSampleIsHeardAndTheRecordingIsListedOnThePage() throws Exception {
    try (Server server = Server.start(folder);
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String id = browser.connect();
      Sound shipped = Sound.read(Program.HOME.resolve("static/sample.wav"));
      Sound heard = browser.hear(Math.min(8, shipped.seconds()));
      assertTrue(
          heard.rms() > 0.1 * shipped.rms(),
          "loudness %.4f of %.4f".formatted(heard.rms(), shipped.rms()));
      assertFollows(shipped, heard);
      assertKeysAreHeard(server, browser, id);

      browser.click("disconnect");
      server.awaitPeers(0, GOODBYE);
      Await.until(
          "the recording to be listed",
          GOODBYE,
          () -> browser.text("recordings"),
          text -> text.contains(id));
    }
  }

  /** The page's user presses keys; each is there once. */
  private static void assertKeysAreHeard(Server server, Browser browser, String id)
      throws Exception {
    browser.run("window.antiphon.pc.getSenders()[0].dtmf.insertDTMF('15##A', 60, 30)");
    Await.until(
        "the keys to be heard",
        GOODBYE.multipliedBy(2),
        () -> server.get("/peers/" + id).get("dtmf").get("received").asText(),
        "15##A"::equals);
    assertTrue(server.get("/peers/" + id).get("dtmf").get("canInsert").asBoolean());
  }

  /**
   * The browser stretches and shortens a little to keep its delay down, so it is compared in pieces
   * of two seconds, each of which must be like its own place in the sample.
   */
  private static void assertFollows(Sound shipped, Sound heard) {
    Sound sample = twice(shipped);
    List<Likeness> pieces = new ArrayList<>();
    for (double from = 0; from + 2 <= heard.seconds(); from += 2) {
      pieces.add(Likeness.of(sample, heard.between(from, from + 2), 2 * shipped.seconds()));
    }
    long alike = pieces.stream().filter(piece -> piece.correlation() > 0.85).count();
    assertTrue(alike >= pieces.size() - 1, pieces.toString());
    for (int i = 1; i < pieces.size(); i++) {
      double moved = pieces.get(i).lagSeconds() - pieces.get(i - 1).lagSeconds();
      double loops = Math.rint((moved - 2) / shipped.seconds()) * shipped.seconds();
      assertEquals(2, moved - loops, 0.3, "seconds between pieces " + pieces);
    }
  }

  private static Sound twice(Sound sound) {
    double[] samples = new double[2 * sound.samples().length];
    System.arraycopy(sound.samples(), 0, samples, 0, sound.samples().length);
    System.arraycopy(sound.samples(), 0, samples, sound.samples().length, sound.samples().length);
    return new Sound(sound.rateHz(), samples);
  }

  @Test
  void twoTabsTalkAtOnceAndEachHasItsOwnRecording() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String first = browser.connect();
      String firstTab = browser.tab();
      browser.newTab();
      browser.open(server);
      String second = browser.connect();
      assertNotEquals(first, second);
      server.awaitPeers(2, GOODBYE);
      assertTone(SAMPLE_HZ, 0.5, browser.hear(3));
      browser.click("disconnect");
      server.awaitPeers(1, GOODBYE);
      browser.switchTo(firstTab);
      browser.click("disconnect");
      server.awaitPeers(0, GOODBYE);
      for (String id : List.of(first, second)) {
        Sound recorded = server.recordingOf(id).trimmed(1, 0.1);
        assertEquals(MICROPHONE_HZ, ToneAnalysis.of(recorded).dominantHz(), 1, id);
      }
    }
  }
}
