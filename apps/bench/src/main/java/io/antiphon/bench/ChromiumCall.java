package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A headless Chromium that calls the server with clicks for a microphone, and finds them again in
 * what it hears.
 */
final class ChromiumCall implements AutoCloseable {
  private static final int CLICK_SECONDS = 120;
  private static final String READY = "DevTools listening on ";

  private final Process chromium;
  private final DevTools page;

  private ChromiumCall(Process chromium, DevTools page) {
    this.chromium = chromium;
    this.page = page;
  }

  /** Starts the browser with its profile in that folder, and waits until the call is up. */
  static ChromiumCall to(URI server, Path folder) throws Exception {
    Path clicks = folder.resolve("clicks.wav");
    write(clicks);
    Process chromium =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--allow-loopback-in-peer-connection",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--use-file-for-fake-audio-capture=" + clicks,
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      DevTools page = DevTools.open(URI.create(address(chromium)), server);
      page.evaluate(script());
      return new ChromiumCall(chromium, page);
    } catch (Exception e) {
      chromium.destroy();
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

  private static String address(Process chromium) throws IOException {
    BufferedReader err = chromium.errorReader(StandardCharsets.UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith(READY)) {
        Thread drain =
            new Thread(() -> err.lines().forEach(ignored -> {}), "bench-chromium-messages");
        drain.setDaemon(true);
        drain.start();
        return line.substring(READY.length());
      }
    }
    throw new IOException("chromium does not start");
  }

  private static String script() throws IOException {
    try (InputStream in = ChromiumCall.class.getResourceAsStream("latency.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
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
    chromium.destroy();
    if (!chromium.waitFor(5, TimeUnit.SECONDS)) {
      chromium.destroyForcibly();
    }
  }
}
