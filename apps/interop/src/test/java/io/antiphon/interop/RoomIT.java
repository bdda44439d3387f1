package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three Chromiums in one room: each has a microphone, and so a tone, of its own. */
@Tag("chrome")
class RoomIT {
  private static final double ANN_HZ = 511;
  private static final double BEN_HZ = 711;
  private static final double CAT_HZ = 433;
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;

  private Browser browser(double hertz) throws IOException {
    Path microphone = folder.resolve("microphone-" + hertz + ".wav");
    Sound.tone(hertz, 0.3, 60, 48_000).write(microphone);
    return Browser.withMicrophone(folder, microphone);
  }

  @Test
  void eachHearsTheOtherTwoAndNotItself() throws Exception {
    try (Server server = Server.start(folder);
        Browser ann = browser(ANN_HZ);
        Browser ben = browser(BEN_HZ);
        Browser cat = browser(CAT_HZ)) {
      ann.open(server, "room=den");
      final String annId = ann.connect();
      assertTrue(ann.hear(2).rms() < 0.001, "who is alone hears silence");
      ben.open(server, "room=den");
      final String benId = ben.connect();
      cat.open(server, "room=den");
      final String catId = cat.connect();
      assertEquals(Set.of(annId, benId, catId), members(server.get("/rooms/den")));
      cat.awaitStat("inbound-rtp", "packetsReceived", 100);
      assertHears(ann.hear(3), Map.of(ANN_HZ, false, BEN_HZ, true, CAT_HZ, true));
      assertHears(ben.hear(3), Map.of(ANN_HZ, true, BEN_HZ, false, CAT_HZ, true));
      assertHears(cat.hear(3), Map.of(ANN_HZ, true, BEN_HZ, true, CAT_HZ, false));
      assertTrue(
          Set.of(annId, benId, catId)
              .contains(server.get("/rooms/den").get("activeSpeaker").asText()));

      ann.click("disconnect");
      Await.until(
          "Ann to have left the room",
          SOON,
          () -> members(server.get("/rooms/den")),
          Set.of(benId, catId)::equals);
      ben.awaitStat("inbound-rtp", "packetsReceived", 100);
      assertHears(ben.hear(3).trimmed(1, 0), Map.of(ANN_HZ, false, BEN_HZ, false, CAT_HZ, true));
      ben.click("disconnect");
      cat.click("disconnect");
      Await.until(
          "the end of the room", SOON, () -> server.get("/rooms").get("rooms").size(), n -> n == 0);
    }
  }

  private static Set<String> members(JsonNode room) {
    return StreamSupport.stream(room.get("peers").spliterator(), false)
        .map(JsonNode::asText)
        .collect(java.util.stream.Collectors.toSet());
  }

  private static void assertHears(Sound heard, Map<Double, Boolean> expected) {
    expected.forEach(
        (hertz, there) -> {
          double amplitude = amplitude(heard, hertz);
          String what = "%.0f Hz with amplitude %.4f".formatted(hertz, amplitude);
          assertTrue(there ? amplitude > 0.1 : amplitude < 0.01, what);
        });
  }

  /**
   * Of a tone, in a typical quarter of a second: the pitch may drift a little, and be lost where a
   * busy machine lost a packet.
   */
  private static double amplitude(Sound heard, double hertz) {
    List<Double> amplitudes = new ArrayList<>();
    for (double from = 0; from + 0.25 <= heard.seconds(); from += 0.25) {
      double[] samples = heard.between(from, from + 0.25).samples();
      double cos = 0;
      double sin = 0;
      for (int i = 0; i < samples.length; i++) {
        double window = 1 - Math.cos(2 * Math.PI * i / samples.length);
        double angle = 2 * Math.PI * hertz * i / heard.rateHz();
        cos += samples[i] * window * Math.cos(angle);
        sin += samples[i] * window * Math.sin(angle);
      }
      amplitudes.add(2 * Math.hypot(cos, sin) / samples.length);
    }
    amplitudes.sort(null);
    return amplitudes.get(amplitudes.size() / 2);
  }
}
