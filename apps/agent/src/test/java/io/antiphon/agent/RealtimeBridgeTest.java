package io.antiphon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.signaling.SignalingException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call through the bridge, with a service on the other side that says what the real ones say. */
@Timeout(120)
class RealtimeBridgeTest {
  private static AgentServer serverFor(URI service) throws Exception {
    RealtimeBridge bridge = new RealtimeBridge(service, "secret", "Be brief.", "alloy");
    return new AgentServer(EndpointConfig.loopback(), "127.0.0.1", 0, bridge);
  }

  @Test
  void bridgesACallAndCutsTheAnswerShortWhenTheCallerSpeaks() throws Exception {
    try (SpeechService service = new SpeechService();
        AgentServer server = serverFor(service.uri());
        Caller caller = new Caller(server.uri(), SpeechService.HZ)) {
      Caller.await("the settings", () -> !service.first("session.update").isMissingNode());
      JsonNode session = service.first("session.update").path("session");
      assertEquals("pcm16", session.path("input_audio_format").asText());
      assertEquals("Be brief.", session.path("instructions").asText());
      assertEquals("alloy", session.path("voice").asText());
      assertEquals("Bearer secret", service.authorization());
      assertEquals("test", service.model());

      caller.say(1);
      Caller.await("the answer", caller::hears);
      assertEquals(1, service.secondsHeard(), 0.6, "what the service heard");
      Caller.await("a second of it", () -> caller.secondsHeard() > 1);

      caller.speak(true);
      Caller.await("the cut", () -> !service.first("conversation.item.truncate").isMissingNode());
      Caller.await("silence", () -> !caller.hears());
      double heard = caller.secondsHeard();
      assertTrue(heard < SpeechService.SECONDS - 1, "interrupted after " + heard + " s");
      JsonNode cut = service.first("conversation.item.truncate");
      assertEquals("item_1", cut.path("item_id").asText());
      // What a busy machine has lost or concealed on the way was played all the same.
      assertEquals(heard, cut.path("audio_end_ms").asInt() / 1_000.0, 1);

      caller.speak(false);
      Caller.await(
          "all of the next answer",
          () -> caller.secondsHeard() > heard + 0.75 * SpeechService.SECONDS);
    }
  }

  @Test
  void anAnswerThatIsStillBeingMadeIsCancelledAndItsRestIsNotHeard() throws Exception {
    try (SpeechService service = new SpeechService();
        AgentServer server = serverFor(service.uri());
        Caller caller = new Caller(server.uri(), SpeechService.HZ)) {
      service.speakSlowly();
      caller.say(1);
      Caller.await("the answer", caller::hears);
      caller.speak(true);
      Caller.await("the cancel", () -> !service.first("response.cancel").isMissingNode());
      double before = caller.secondsHeard();
      Caller.await("the cut", () -> !service.first("conversation.item.truncate").isMissingNode());
      caller.speakOn(3); // while six seconds of the rest have come, and are dropped
      double heard = caller.secondsHeard();
      assertTrue(heard < before + 1.5, "heard " + (heard - before) + " s of the rest");
      caller.speak(false);
      Caller.await("another answer", () -> caller.secondsHeard() > heard + 1);
    }
  }

  @Test
  void aCallEndsWithItsServiceAndTheServiceWithItsCall() throws Exception {
    try (SpeechService service = new SpeechService();
        AgentServer server = serverFor(service.uri())) {
      try (Caller first = new Caller(server.uri(), SpeechService.HZ)) {
        first.awaitConnected();
        service.hangUp(1000);
        first.peer().closed().get(20, TimeUnit.SECONDS);
      }
      Caller.await("the service to know", () -> !service.first("closed").isMissingNode());
      service.received.clear();
      try (Caller second = new Caller(server.uri(), SpeechService.HZ)) {
        second.awaitConnected();
        second.peer().close();
        Caller.await("the service to know", () -> !service.first("closed").isMissingNode());
      }
    }
  }

  @Test
  void whoseServiceCannotBeReachedIsRefused() throws Exception {
    URI nobody;
    try (SpeechService service = new SpeechService()) {
      nobody = service.uri();
    }
    try (AgentServer server = serverFor(nobody)) {
      SignalingException refusal =
          assertThrows(
              SignalingException.class, () -> new Caller(server.uri(), SpeechService.HZ).close());
      assertEquals(503, refusal.status());
      assertEquals("The speech service cannot be reached.", refusal.detail());
    }
  }

  @Test
  void refusesAnAddressThatIsNoWebSocket() {
    URI page = URI.create("https://example.org/");
    assertThrows(IllegalArgumentException.class, () -> new RealtimeBridge(page, null, null, null));
  }
}
