package io.antiphon.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A session of W3C WebDriver BiDi, spoken over a WebSocket to the browser itself. */
final class BiDi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 40;

  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger id = new AtomicInteger();
  private final WebSocket socket;
  private final String tab;

  /** Opens a session with the browser that listens there. */
  BiDi(URI address) throws Exception {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Answers())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode unused = ask("session.new", Map.of("capabilities", Map.of()));
    JsonNode contexts = ask("browsingContext.getTree", Map.of()).path("contexts");
    tab = contexts.path(0).path("context").asText();
  }

  void open(String url) throws Exception {
    JsonNode unused =
        ask("browsingContext.navigate", Map.of("context", tab, "url", url, "wait", "interactive"));
  }

  /** The value of an expression, in JSON; of a promise, what it comes to. */
  JsonNode evaluate(String expression) throws Exception {
    String wrapped = "(async () => JSON.stringify((await (" + expression + ")) ?? null))()";
    JsonNode answer =
        ask(
            "script.evaluate",
            Map.of(
                "expression",
                wrapped,
                "awaitPromise",
                true,
                "userActivation",
                true,
                "target",
                Map.of("context", tab)));
    if (!answer.path("type").asText().equals("success")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails").path("text"));
    }
    return JSON.readTree(answer.path("result").path("value").asText());
  }

  private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
    int number = id.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    String text =
        JSON.writeValueAsString(Map.of("id", number, "method", method, "params", parameters));
    socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!message.has("result")) {
      throw new AssertionError(method + ": " + message.path("message").asText());
    }
    return message.path("result");
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      from.request(1);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      return CompletableFuture.completedFuture(null);
    }

    private void take(String message) {
      try {
        JsonNode node = JSON.readTree(message);
        CompletableFuture<JsonNode> asked = waiting.remove(node.path("id").asInt(-1));
        if (asked != null) {
          asked.complete(node);
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
