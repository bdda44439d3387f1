package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How calls begin and end on the server's own page, in Chromium. */
@Tag("chrome")
@Tag("patient")
class PageIT {
  private static final double MICROPHONE_HZ = 711;
  private static final double SAMPLE_HZ = 433;
  private static final int PACKETS_PER_SECOND = 50;
  private static final Duration GOODBYE = Duration.ofSeconds(10);
  // RFC 7675 §5.1: consent expires after 30 s; the rest is for noticing.
  private static final Duration CONSENT = Duration.ofSeconds(40);

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
  void callsAgainAfterDisconnectingAndAfterReloading() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String first = browser.connect();
      browser.click("disconnect");
      server.awaitPeers(0, GOODBYE);

      String second = browser.connect();
      assertNotEquals(first, second);
      browser.reload();
      server.awaitPeers(0, GOODBYE);

      browser.connect();
      assertEquals(SAMPLE_HZ, ToneAnalysis.of(browser.hear(2)).dominantHz(), 5);
    }
  }

  @Test
  void whoLeavesWithoutAWordIsMissedAndTheRecordingFinished() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser crashing = Browser.withMicrophone(folder, microphone);
        Browser killed = Browser.withMicrophone(folder, microphone)) {
      crashing.open(server);
      final String crashed = crashing.connect();
      killed.open(server);
      final String gone = killed.connect();
      crashing.awaitStat("outbound-rtp", "packetsSent", 3 * PACKETS_PER_SECOND);
      killed.awaitStat("outbound-rtp", "packetsSent", 3 * PACKETS_PER_SECOND);
      crashing.crashTab();
      killed.kill();
      server.awaitPeers(0, CONSENT);
      for (String id : List.of(crashed, gone)) {
        Sound recorded = server.recordingOf(id);
        assertTrue(recorded.seconds() >= 2.9, id + ": " + recorded);
        assertTrue(
            recorded.seconds() < 15, "silence after the end is no part of the call: " + recorded);
        assertEquals(MICROPHONE_HZ, ToneAnalysis.of(recorded.between(1, 2.9)).dominantHz(), 5, id);
      }
    }
  }

  @Test
  void whoRefusesTheMicrophoneIsToldAndOfferedToListen() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.refusingMicrophone(folder)) {
      browser.open(server);
      browser.click("connect");
      awaitProblem(browser, "The microphone was refused.");
      assertEquals("Listen only", browser.text("listen"));
      assertEquals("Not connected", browser.text("state"));
      assertEquals(0, server.peers());
      // Listening itself is the next test's: on a machine of loopback alone Chromium then has no
      // address to offer.
    }
  }

  @Test
  void whoHasNoMicrophoneCanStillListen() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.withoutMicrophone(folder)) {
      browser.open(server);
      browser.click("connect");
      awaitProblem(browser, "No microphone was found.");
      browser.click("listen");
      browser.awaitAudio();
      assertEquals("Connected, listening only", browser.text("state"));
      assertEquals(SAMPLE_HZ, ToneAnalysis.of(browser.hear(2)).dominantHz(), 5);
    }
  }

  @Test
  void thePageSaysThatTheServerIsGone() throws Exception {
    try (Server server = serverPlayingTheTone();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      server.close();
      browser.click("connect");
      awaitProblem(browser, "The server does not answer.");
      assertEquals("Not connected", browser.text("state"));
    }
  }

  private static void awaitProblem(Browser browser, String beginning) throws Exception {
    Await.until(
        "the page to say: " + beginning,
        GOODBYE,
        () -> browser.text("problem-text"),
        text -> text.startsWith(beginning));
  }
}
