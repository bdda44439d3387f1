package io.antiphon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.signaling.SignalingException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Speech services that refuse, are slow, send rubbish, or break off. */
@Timeout(60)
class BadServiceTest {
  private static AgentServer serverFor(URI service, Duration patience) throws Exception {
    RealtimeBridge bridge = new RealtimeBridge(service, "wrong", null, null, patience);
    return new AgentServer(EndpointConfig.loopback(), "127.0.0.1", 0, bridge);
  }

  private static void assertRefused(AgentServer server, String sentence) {
    SignalingException refusal =
        assertThrows(
            SignalingException.class, () -> new Caller(server.uri(), SpeechService.HZ).close());
    assertEquals(503, refusal.status());
    assertEquals(sentence, refusal.detail());
  }

  @ParameterizedTest
  @CsvSource({
    "401, The speech service refuses the key (401).",
    "403, The speech service refuses the key (403).",
    "404, The speech service knows no such address or model (404).",
    "429, The speech service takes no more calls for now (429).",
    "500, The speech service does not begin a conversation (500)."
  })
  void aRefusalIsPassedOnInASentence(int status, String sentence) throws Exception {
    try (SpeechService service = new SpeechService();
        AgentServer server = serverFor(service.uri(), Duration.ofSeconds(10))) {
      service.refuse(status);
      assertRefused(server, sentence);
    }
  }

  @Test
  void aServiceThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        AgentServer server =
            serverFor(
                URI.create("ws://127.0.0.1:" + deaf.getLocalPort() + "/"),
                Duration.ofMillis(500))) {
      assertRefused(server, "The speech service has not answered within 0.5 s.");
    }
  }

  @Test
  void rubbishIsPassedOverAndABreakInTheMiddleEndsTheCall() throws Exception {
    try (SpeechService service = new SpeechService();
        AgentServer server = serverFor(service.uri(), Duration.ofSeconds(10));
        Caller caller = new Caller(server.uri(), SpeechService.HZ)) {
      caller.awaitConnected();
      for (String rubbish : List.of("", "{", "not JSON", "[1,2]", "12", "null", "{\"type\":7}")) {
        service.say(rubbish);
      }
      service.sayBytes(1_000);
      service.say("{\"type\":\"response.audio.delta\",\"delta\":\"!not base64!\"}");
      service.say("{\"type\":\"response.audio.delta\"}");
      service.say("{\"type\":\"error\",\"error\":\"text where an object belongs\"}");
      service.say(
          "{\"type\":\"response.audio.delta\",\"delta\":\"" + SpeechService.tone(4) + "\"}");
      Caller.await("what is no rubbish", caller::hears);
      service.hangUp(1011);
      caller.peer().closed().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aMessageWithoutAnEndEndsTheCall() throws Exception {
    List<Integer> closed = new ArrayList<>();
    WebSocket socket =
        (WebSocket)
            Proxy.newProxyInstance(
                WebSocket.class.getClassLoader(),
                new Class<?>[] {WebSocket.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("sendClose")) {
                    closed.add((Integer) arguments[0]);
                  }
                  return method.getReturnType() == CompletableFuture.class
                      ? CompletableFuture.completedFuture(null)
                      : method.getReturnType() == boolean.class ? false : null;
                });
    try (PeerConnection caller = PeerConnection.create(PeerConfig.loopback())) {
      RealtimeConversation conversation =
          new RealtimeConversation(caller, JsonNodeFactory.instance.objectNode());
      conversation.onOpen(socket);
      String piece = "x".repeat(1 << 20);
      for (int i = 0; i < 20 && closed.isEmpty(); i++) {
        var unused = conversation.onText(socket, piece, false);
      }
      assertEquals(List.of(1009), closed);
      caller.closed().get(20, TimeUnit.SECONDS);
      assertTrue(caller.connectionState() == ConnectionState.CLOSED);
    }
  }
}
