package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./antiphon agent}, spoken to by a real browser. */
@Tag("chrome")
class AgentIT {
  private static final double SPOKEN_HZ = 433;
  private static final Duration START = Duration.ofSeconds(60);
  private static final double SPOKEN_SECONDS = 2;
  private static final double ROUND_SECONDS = 7;

  @TempDir Path folder;

  /** Two seconds of a tone, five of silence, which Chromium says again and again. */
  private Path microphone() throws Exception {
    double[] samples = Sound.tone(SPOKEN_HZ, 0.5, ROUND_SECONDS, 48_000).samples().clone();
    java.util.Arrays.fill(samples, (int) (SPOKEN_SECONDS * 48_000), samples.length, 0);
    Path file = folder.resolve("microphone.wav");
    new Sound(48_000, samples).write(file);
    return file;
  }

  @Test
  void answersABrowserWhenItHasFinished() throws Exception {
    try (Program agent = Program.antiphon(folder, "agent", "--port", "0");
        Browser browser = Browser.withMicrophone(folder, microphone())) {
      browser.open(agent.awaitLine("(?m)^listening on (http://\\S+)$", START).group(1));
      browser.click("call");
      Await.until(
          "the call", START, () -> browser.text("state"), text -> text.equals("Connected: speak."));
      browser.run(
          """
          window.antiphon = {
            context: new AudioContext({ sampleRate: 48000 }),
            remoteStream: document.getElementById('voice').srcObject,
          };
          """);
      // Three rounds: what is begun to be answered may be cut short by the next.
      Sound heard = browser.hear(3 * ROUND_SECONDS);
      double answering = 0;
      for (double at = 0; at + 0.1 <= heard.seconds(); at += 0.1) {
        Sound piece = heard.between(at, at + 0.1);
        if (piece.rms() > 0.05 && ToneAnalysis.of(piece).share(SPOKEN_HZ, 10) > 0.5) {
          answering += 0.1;
        }
      }
      // It says again what it has heard, so it speaks as long as the browser did.
      assertTrue(
          answering > SPOKEN_SECONDS && answering < 3 * ROUND_SECONDS / 2,
          "answered for %.1f s of %.1f".formatted(answering, heard.seconds()));
    }
  }
}
