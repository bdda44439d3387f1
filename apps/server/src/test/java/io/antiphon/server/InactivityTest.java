package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.codec.wav.WavFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is not heard for two seconds is let go; who is, is not. */
@Timeout(60)
class InactivityTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration INACTIVITY = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(8);

  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.in(folder, folder.resolve("recordings"), INACTIVITY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode peers() throws Exception {
    return server.get("/peers").expect(200).json().path("peers");
  }

  private void awaitNobody() throws Exception {
    Await.until("nobody to be there", LIMIT, this::peers, peers -> peers.size() == 0);
  }

  @Test
  void aPeerThatNeverConnectsIsLetGo() throws Exception {
    Map<String, Object> offer;
    try (Guest gone = new Guest(server)) {
      offer = gone.offer();
    }
    long startNanos = System.nanoTime();
    server.post("/offer", JSON.writeValueAsString(offer)).expect(200);
    assertEquals(1, peers().size());
    awaitNobody();
    Duration taken = Duration.ofNanos(System.nanoTime() - startNanos);
    assertTrue(taken.compareTo(INACTIVITY) >= 0, "it was given only " + taken);
  }

  @Test
  void aPeerThatVanishesIsLetGoAndWhatItSaidIsKept() throws Exception {
    long begunNanos = System.nanoTime();
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(2);
      String file = peers().get(0).path("recording").path("file").asText();
      guest.vanish();
      double atMost = (System.nanoTime() - begunNanos) / 1e9;
      long spoken = packetsReceivedUntilLetGo(guest);
      Path recording = server.recordings().resolve(file);
      double wanted = spoken / 50.0;
      double seconds =
          Await.until(
              wanted + " s in the file",
              Duration.ofSeconds(5),
              () -> WavFile.read(recording).seconds(),
              length -> length >= wanted - 0.02);
      // A guest that the machine holds up leaves slots out, and its RTP time goes on without
      // packets.
      assertTrue(seconds <= atMost + 0.02, seconds + " s of at most " + atMost);
    }
  }

  /** What the server had counted when it let the peer go. */
  private long packetsReceivedUntilLetGo(Guest guest) throws Exception {
    long[] last = new long[1];
    Await.until(
        "the peer to be let go",
        LIMIT,
        () -> {
          Reply stats = server.get("/peers/" + guest.id() + "/stats");
          if (stats.status() == 200) {
            last[0] = count(stats.json());
          }
          return stats.status();
        },
        status -> status == 404);
    return last[0];
  }

  private static long count(JsonNode report) {
    for (JsonNode entry : report.path("stats")) {
      if (entry.path("type").asText().equals("inbound-rtp")) {
        return entry.path("packetsReceived").asLong();
      }
    }
    throw new AssertionError("no inbound-rtp in " + report);
  }

  @Test
  void aPeerThatIsThereStaysLongerThanThat() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(2.5 * INACTIVITY.toSeconds());
      assertEquals("connected", peers().get(0).path("connectionState").asText());
    }
  }
}
