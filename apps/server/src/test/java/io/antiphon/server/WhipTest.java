package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.peer.SessionDescription;
import io.antiphon.sdp.SdpFragment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9725, seen from an HTTP client. */
@Timeout(120)
class WhipTest {
  private static final String SDP = "application/sdp";
  private static final String FRAGMENT = "application/trickle-ice-sdpfrag";
  private static final long PATIENCE_SECONDS = 20;

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

  private static String offer(Guest guest) throws Exception {
    return String.valueOf(guest.offer().get("sdp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whip", "/whep"})
  void aSessionIsAPeerThatSpeaksAndHears(String endpoint) throws Exception {
    try (Guest guest = new Guest(server)) {
      Reply created = server.post(endpoint + "?name=Ada", SDP, offer(guest)).expect(201);
      assertEquals(SDP, created.header("Content-Type"));
      String location = created.header("Location");
      String id = location.substring((endpoint + "/").length());
      assertTrue(location.startsWith(endpoint + "/"), location);
      assertTrue(created.header("ETag").matches("\"[^\"]+\""), created.header("ETag"));
      take(guest, created.text());
      guest.awaitHeard(0.5);
      assertEquals("Ada", server.get("/peers/" + id).expect(200).json().path("name").asText());
      server.send("DELETE", location).expect(200);
      server.get("/peers/" + id).assertProblem(404, id);
      server.send("DELETE", location).assertProblem(404, id);
    }
  }

  private static void take(Guest guest, String answer) throws Exception {
    guest
        .peer()
        .setRemoteDescription(SessionDescription.answer(answer))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void iceIsRestartedByPatch() throws Exception {
    try (Guest guest = new Guest(server)) {
      Reply created = server.post("/whip", SDP, offer(guest)).expect(201);
      String location = created.header("Location");
      take(guest, created.text());
      guest.awaitHeard(0.5);
      guest.peer().restartIce();
      String fragment = SdpFragment.of(parse(offer(guest))).toString();
      Reply restarted = patch(location, FRAGMENT, "*", fragment).expect(200);
      assertEquals(FRAGMENT, restarted.header("Content-Type"));
      assertNotEquals(created.header("ETag"), restarted.header("ETag"));
      SdpFragment answered = SdpFragment.parse(restarted.text());
      take(guest, answered.restart(parse(created.text())).toString());
      guest.awaitHeard(1.5);
      patch(location, FRAGMENT, created.header("ETag"), fragment).assertProblem(412, "If-Match");
      patch(location, FRAGMENT, restarted.header("ETag"), fragment).expect(204);
    }
  }

  private static io.antiphon.sdp.SessionDescription parse(String sdp) throws Exception {
    return io.antiphon.sdp.SessionDescription.parse(sdp);
  }

  private Reply patch(String path, String type, String match, String body) throws Exception {
    return server.patch(path, body, List.of("Content-Type", type, "If-Match", match));
  }

  @Test
  void refusesWhatRfc9725Refuses() throws Exception {
    try (Guest guest = new Guest(server)) {
      String offer = offer(guest);
      server.post("/whip", "application/json", offer).assertProblem(415, SDP);
      server.post("/whip", SDP, "v=0\r\nnonsense\r\n").expect(400);
      String location = server.post("/whip", SDP, offer).expect(201).header("Location");
      String fragment = SdpFragment.of(parse(offer)).toString();
      patch(location, SDP, "*", fragment).assertProblem(415, FRAGMENT);
      patch(location, FRAGMENT, "\"other\"", fragment).assertProblem(412, "If-Match");
      patch(location, FRAGMENT, "*", "nonsense").expect(400);
      server
          .patch(location, fragment, List.of("Content-Type", FRAGMENT))
          .assertProblem(428, "If-Match");
      patch("/whip/nobody", FRAGMENT, "*", fragment).assertProblem(404, "nobody");
      server.send("GET", location).expect(405);
    }
  }

  @Test
  void tellsWhatItTakesAndLetsPagesReadTheLocation() throws Exception {
    Reply options = server.send("OPTIONS", "/whip", "Origin", "http://localhost:3000");
    assertEquals(SDP, options.expect(204).header("Accept-Post"));
    assertTrue(options.header("Access-Control-Allow-Methods").contains("POST"));
    assertTrue(options.header("Access-Control-Expose-Headers").contains("Location"));
  }

  @Test
  void asksForTheTokenIfThereIsOne() throws Exception {
    server.close();
    server = RunningServer.in(folder, "letmein");
    try (Guest guest = new Guest(server)) {
      String offer = offer(guest);
      Reply refused = server.post("/whip", SDP, offer);
      refused.assertProblem(401, "token");
      assertEquals("Bearer", refused.header("WWW-Authenticate"));
      server
          .post("/whip", offer, new String[] {"Content-Type", SDP, "Authorization", "Bearer wrong"})
          .expect(401);
      server
          .post(
              "/whip", offer, new String[] {"Content-Type", SDP, "Authorization", "bearer letmein"})
          .expect(201);
      server.get("/peers").expect(200);
    }
  }
}
