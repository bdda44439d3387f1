package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's second view, in Chromium, while somebody calls from another tab. */
@Tag("chrome")
@Tag("patient")
class WatchIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int PHONE = 390;
  private static final int DESKTOP = 1280;

  @TempDir Path folder;
  private Path microphone;

  @BeforeEach
  void writeTone() throws IOException {
    microphone = folder.resolve("microphone.wav");
    Sound.tone(711, 0.5, 40, 48_000).write(microphone);
  }

  @Test
  void showsThePeerItsGraphsAndItsRecording() throws Exception {
    try (Server server = Server.start(folder);
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server, "name=Ann", "room=den");
      final String id = browser.connect();
      final String calling = browser.tab();
      browser.newTab();
      browser.watch(server);
      awaitPeer(browser, id);
      assertEquals("1", browser.text("total-peers"));
      assertTrue(browser.text("rooms").contains("den"), browser.text("rooms"));
      awaitGraphs(browser, id);
      awaitWaveform(browser, id, 100);
      assertFits(browser, PHONE);
      assertFits(browser, DESKTOP);

      browser.switchTo(calling);
      browser.click("disconnect");
      server.awaitPeers(0, SOON);
      browser.switchTo(watching(browser, calling));
      Await.until(
          "the peer to go",
          SOON,
          () -> (Boolean) browser.run("return document.querySelector('.peer') === null"),
          gone -> gone);
      awaitWaveform(browser, id, 200);
      assertPlays(browser, id);
    }
  }

  private static String watching(Browser browser, String other) {
    return browser.tabs().stream().filter(tab -> !tab.equals(other)).findFirst().orElseThrow();
  }

  private static void awaitPeer(Browser browser, String id) throws Exception {
    Await.until(
        "the peer to be shown",
        SOON,
        () ->
            String.valueOf(
                browser.run(
                    "return document.querySelector(`[data-peer='${arguments[0]}']`)?.innerText",
                    id)),
        text ->
            text.contains("Ann")
                && text.contains("in den")
                && text.contains("connected")
                && text.contains("MOS 4")
                && text.matches("(?s).*Says\\s+−\\d+ dB.*"));
  }

  /** Ten points of each kind, of a line without loss; all drawn. */
  private static void awaitGraphs(Browser browser, String id) throws Exception {
    Await.until(
        "ten seconds of graphs",
        Duration.ofSeconds(30),
        () ->
            String.valueOf(
                browser.run(
                    """
                    const series = window.antiphon.watch.series[arguments[0]];
                    const known = (line) => line.filter((point) => point !== null && point >= 0).length;
                    const drawn = [...document.querySelectorAll('.graph path')]
                      .filter((path) => path.getAttribute('d').includes('L')).length;
                    return [known(series.jitter[0]), known(series.loss[0]), known(series.roundTrip[0]), drawn]
                      .map((n, i) => n >= (i < 3 ? 10 : 3) ? 'enough' : n).join(' ');
                    """,
                    id)),
        "enough enough enough enough"::equals);
  }

  /** A tone at half of full scale has a waveform of that height. */
  private static void awaitWaveform(Browser browser, String id, int peaks) throws Exception {
    Await.until(
        peaks + " peaks of the recording",
        Duration.ofSeconds(30),
        () -> {
          browser.run("document.getElementById('tapes').scrollIntoView()");
          return String.valueOf(
              browser.run(
                  """
                  const tape = [...document.querySelectorAll('.tape')]
                    .find((each) => each.innerText.includes(arguments[0]));
                  const canvas = tape?.querySelector('canvas.waveform');
                  if (!canvas || Number(canvas.dataset.peaks ?? 0) < arguments[1]) return canvas?.dataset.peaks;
                  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  let painted = 0;
                  for (let i = 3; i < pixels.length; i += 4) painted += pixels[i] > 0 ? 1 : 0;
                  return painted > 0.15 * canvas.width * canvas.height ? 'drawn' : `${painted} pixels`;
                  """,
                  id,
                  peaks));
        },
        "drawn"::equals);
  }

  private static void assertPlays(Browser browser, String id) throws Exception {
    browser.run(
        """
        const tape = [...document.querySelectorAll('.tape')].find((each) => each.innerText.includes(arguments[0]));
        window.player = tape.querySelector('audio');
        window.player.play();
        """,
        id);
    Await.until(
        "the player to play",
        SOON,
        () -> ((Number) browser.run("return window.player.currentTime")).doubleValue(),
        seconds -> seconds > 0.2);
  }

  /** Nothing sticks out to the right, and what is to be touched is large enough for a thumb. */
  private static void assertFits(Browser browser, int width) {
    browser.resize(width, 900);
    assertEquals(
        "",
        browser.run(
            """
            return [...document.querySelectorAll('#watch *, header *')]
              .filter((each) => each.getBoundingClientRect().right > arguments[0] + 0.5)
              .map((each) => each.outerHTML.slice(0, 80)).join(' ');
            """,
            width));
    Object small =
        browser.run(
            """
            return [...document.querySelectorAll('nav a, #watch button:not([hidden])')]
              .filter((each) => each.getBoundingClientRect().height < 32)
              .map((each) => each.textContent).join(' ');
            """);
    assertEquals("", small);
  }
}
