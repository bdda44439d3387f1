package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A headless Chromium that calls the server with clicks for a microphone, and finds them again in
 * what it hears.
 */
final class ChromiumCall implements AutoCloseable {
  private static final int CLICK_SECONDS = 120;

  private final Chromium chromium;
  private final DevTools page;

  private ChromiumCall(Chromium chromium, DevTools page) {
    this.chromium = chromium;
    this.page = page;
  }

  /** Starts the browser with its profile in that folder, and waits until the call is up. */
  static ChromiumCall to(URI server, Path folder) throws Exception {
    Path clicks = folder.resolve("clicks.wav");
    write(clicks);
    Chromium chromium = Chromium.start(folder, "--use-file-for-fake-audio-capture=" + clicks);
    try {
      return new ChromiumCall(chromium, chromium.open(server, "latency.js"));
    } catch (Exception e) {
      chromium.close();
      throw e;
    }
  }

  private static void write(Path file) throws IOException {
    ClickTrain clicks = new ClickTrain(new Random(21));
    short[] pcm = new short[ClickTrain.RATE_HZ];
    try (WavWriter wav = new WavWriter(file, AudioFormat.MONO_48K)) {
      for (int second = 0; second < CLICK_SECONDS; second++) {
        for (int i = 0; i < pcm.length; i++) {
          pcm[i] = clicks.next();
        }
        wav.write(pcm, 0, pcm.length);
      }
    }
  }

  /** Lets it click for so long. */
  Delays measure(int seconds) throws Exception {
    page.evaluate("window.delays = []; window.missed = 0");
    TimeUnit.SECONDS.sleep(seconds);
    JsonNode measured = page.evaluate("({ delays: window.delays, missed: window.missed })");
    List<Double> delays = new ArrayList<>();
    measured.path("delays").forEach(delay -> delays.add(delay.asDouble()));
    return new Delays(
        "browser: microphone to Web Audio, by the echo", delays, measured.path("missed").asInt());
  }

  @Override
  public void close() throws InterruptedException {
    page.close();
    chromium.close();
  }
}
