package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium and the server tell each other of arrivals, and each estimates what its way bears. */
@Tag("chrome")
class CongestionIT {
  private static final int FEEDBACKS = 12;

  @TempDir Path folder;

  @Test
  void chromeAndTheServerTellEachOtherOfArrivals() throws Exception {
    Path microphone = folder.resolve("microphone.wav");
    Sound.tone(711, 0.5, 40, 48_000).write(microphone);
    try (Server server = Server.start(folder);
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String id = browser.connect();
      Await.until(
          "feedback to go both ways",
          Duration.ofSeconds(30),
          () ->
              number(server, id, "transport", "transportFeedbackReceived") >= FEEDBACKS
                  && number(server, id, "transport", "transportFeedbackSent") >= FEEDBACKS);
      double theirs = browser.stat("candidate-pair", "availableOutgoingBitrate");
      double ours = number(server, id, "candidate-pair", "availableOutgoingBitrate");
      System.out.printf(
          "Chromium estimates %.0f bit/s, we %.0f; it sends at %.0f, we at %.0f%n",
          theirs,
          ours,
          browser.stat("outbound-rtp", "targetBitrate"),
          number(server, id, "outbound-rtp", "targetBitrate"));
      assertTrue(theirs > 0, "Chromium has no estimate");
      assertTrue(ours >= 20_000, "we have none");
      assertEquals(0, number(server, id, "transport", "packetsRejected"));
    }
  }

  private static double number(Server server, String peer, String type, String member)
      throws Exception {
    for (JsonNode each : server.get("/peers/" + peer + "/stats").get("stats")) {
      if (each.get("type").asText().equals(type)) {
        return each.path(member).asDouble();
      }
    }
    return 0;
  }
}
