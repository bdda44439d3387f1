package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.peer.Transceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, pressed and heard over HTTP. */
@Timeout(60)
class DtmfTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keysArePressedBothWays() throws Exception {
    try (Guest guest = new Guest(server)) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      guest.peer().onTrack(track -> track.onDtmf(heard::add));
      guest.dial();
      String path = "/peers/" + guest.id();
      JsonNode answer =
          server
              .post(path + "/dtmf", "{\"tones\":\"9#\",\"duration\":40,\"interToneGap\":30}")
              .expect(202)
              .json();
      assertTrue(answer.path("canInsert").asBoolean(), answer.toString());
      for (String key : List.of("9", "#")) {
        assertEquals(key, heard.poll(20, TimeUnit.SECONDS));
      }
      Transceiver section = guest.peer().transceivers().get(5, TimeUnit.SECONDS).get(0);
      section.dtmf().insertDtmf("1*2", Duration.ofMillis(40), Duration.ofMillis(30));
      Await.until(
          "the keys",
          Duration.ofSeconds(20),
          () -> server.get(path).expect(200).json().path("dtmf").path("received").asText(),
          "1*2"::equals);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{'tones':'12x'}, 'x' is no key",
        "{'key':'1'}, no member 'key'",
        "{}, tones",
        "{'tones':5}, tones",
      })
  void whatCannotBePressedIsRefusedWithTheReason(String body, String reason) throws Exception {
    String id = offered(false);
    server.post("/peers/" + id + "/dtmf", body.replace('\'', '"')).assertProblem(400, reason);
  }

  @Test
  void whoDoesNotTakeKeysIsAConflict() throws Exception {
    String id = offered(true);
    String one = "{\"tones\":\"1\"}";
    server.post("/peers/" + id + "/dtmf", one).assertProblem(409, "telephone-event");
    server.post("/peers/nobody/dtmf", one).assertProblem(404, "nobody");
  }

  /** A peer that has offered, and not more. */
  private String offered(boolean withoutKeys) throws Exception {
    try (Guest guest = new Guest(server)) {
      String sdp = String.valueOf(guest.offer().get("sdp"));
      String offer = withoutKeys ? sdp.replace("telephone-event", "x-event") : sdp;
      String body = JSON.writeValueAsString(Map.of("type", "offer", "sdp", offer));
      return server.post("/offer", body).expect(200).json().path("id").asText();
    }
  }
}
