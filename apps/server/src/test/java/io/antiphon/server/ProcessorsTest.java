package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chains of processors, read and changed over HTTP. */
@Timeout(60)
class ProcessorsTest {
  private static final String SOFTER =
      "{'inbound':[{'name':'gain','parameters':{'db':-12}}]}".replace('\'', '"');

  @TempDir Path folder;
  private RunningServer server;
  private Guest guest;
  private String path;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.in(folder);
    guest = Guest.of(server);
    path = "/peers/" + guest.id() + "/processors";
  }

  @AfterEach
  void stop() {
    guest.close();
    server.close();
  }

  @Test
  void allThatAreAgreedOnAreListedWithRanges() throws Exception {
    JsonNode all = server.get("/processors").expect(200).json().path("processors");
    Set<String> names = new TreeSet<>();
    for (JsonNode each : all) {
      names.add(each.path("name").asText());
      for (JsonNode parameter : each.path("parameters")) {
        assertEquals(Set.of("default", "min", "max", "unit"), Reply.names(parameter));
        assertTrue(parameter.path("min").asDouble() <= parameter.path("default").asDouble());
        assertTrue(parameter.path("default").asDouble() <= parameter.path("max").asDouble());
      }
    }
    assertTrue(
        names.containsAll(
            Set.of(
                "pass-through",
                "gain",
                "normaliser",
                "high-pass",
                "low-pass",
                "band-pass",
                "noise-gate",
                "noise-reduction",
                "transcoder",
                "level-meter",
                "silence-trimmer")),
        names.toString());
  }

  @Test
  void aChainIsPutIntoForceWhileTheCallRunsAndTellsHowItFares() throws Exception {
    assertEquals("{\"inbound\":[],\"outbound\":[]}", server.get(path).json().toString());
    server.put(path, SOFTER).expect(200);
    JsonNode running =
        Await.until(
            "frames through the chain",
            Duration.ofSeconds(10),
            () -> server.get(path).expect(200).json().path("inbound").path(0),
            gain -> gain.path("frames").asLong() > 0);
    assertEquals("gain", running.path("name").asText());
    assertEquals(-12, running.path("parameters").path("db").asDouble());
    assertEquals("running", running.path("state").asText());
  }

  @Test
  void aDirectionThatIsNotNamedStaysAsItIs() throws Exception {
    server.put(path, SOFTER).expect(200);
    JsonNode both =
        server.put(path, "{\"outbound\":[{\"name\":\"pass-through\"}]}").expect(200).json();
    assertEquals("gain", both.path("inbound").path(0).path("name").asText());
    assertEquals("pass-through", both.path("outbound").path(0).path("name").asText());
    JsonNode cleared = server.put(path, "{\"inbound\":[]}").expect(200).json();
    assertEquals(0, cleared.path("inbound").size());
    assertEquals(1, cleared.path("outbound").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          {'inbound':[{'name':'no-such'}]}                                | no-such
          {'inbound':[{'name':'gain','parameters':{'db':1000}}]}          | db
          {'inbound':[{'name':'gain','parameters':{'loudness':1}}]}       | loudness
          {'inbound':[{'name':'gain','parameters':{'db':'loud'}}]}        | must be a number
          {'inbound':[{'parameters':{}}]}                                 | name
          {'inbound':{'name':'gain'}}                                     | must be an array
          {'inbound':[7]}                                                 | must be an object
          {'sideways':[]}                                                 | sideways
          {'inbound':[],'outbound':[{'name':'no-such'}]}                  | no-such
          """)
  void aBadChainIsRefusedAndTheOldOneStays(String body, String words) throws Exception {
    server.put(path, SOFTER).expect(200);
    server.put(path, body.replace('\'', '"')).assertProblem(400, words);
    JsonNode both = server.get(path).expect(200).json();
    assertEquals("gain", both.path("inbound").path(0).path("name").asText(), both.toString());
    assertEquals(0, both.path("outbound").size(), both.toString());
  }
}
