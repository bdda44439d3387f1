package io.antiphon.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server and a browser that only listens, on a network that has a default route: so Chromium
 * offers nothing but a name of mDNS (RFC 8828 mode 3). A program, to be run in such a network.
 */
final class HiddenListener {
  private HiddenListener() {}

  /** Says what the browser offered, how the server sees it, and what it hears. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path sample = folder.resolve("sample.wav");
    Sound.tone(433, 0.5, 5, 48_000).write(sample);
    try (Server server =
            Server.start(folder, "--sample", sample.toString(), "--ice-address", arguments[1]);
        Browser browser = Browser.thatHides(folder)) {
      browser.open(server);
      browser.run(
          """
          const fetch = window.fetch;
          window.offered = [];
          window.fetch = (url, init) => {
            if (typeof init?.body === 'string') {
              window.offered.push(...(init.body.match(/candidate:\\S+ \\d udp \\d+ \\S+ \\d+ typ \\S+/g) ?? []));
            }
            return fetch(url, init);
          };""");
      browser.click("connect");
      Await.until(
          "the page to miss the microphone",
          Duration.ofSeconds(20),
          () -> browser.text("listen"),
          shown -> !shown.isEmpty());
      browser.click("listen");
      String id = browser.awaitAudio();
      for (Object candidate : (List<?>) browser.run("return window.offered")) {
        System.out.println("offered " + candidate);
      }
      for (JsonNode each : server.get("/peers/" + id + "/stats").path("stats")) {
        if (each.path("type").asText().equals("remote-candidate")) {
          System.out.println("found " + each.path("candidateType").asText());
        }
      }
      System.out.println("heard " + Math.round(ToneAnalysis.of(browser.hear(2)).dominantHz()));
    }
  }
}
