package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One page of a Chromium, by the Chrome DevTools Protocol. */
final class DevTools implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 30;

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final WebSocket socket;

  private DevTools(HttpClient http, URI page) {
    socket = http.newWebSocketBuilder().buildAsync(page, new Answers()).join();
  }

  /**
   * Opens a page.
   *
   * @param browser where the browser listens
   * @param url to show
   */
  static DevTools open(URI browser, URI url) throws Exception {
    HttpClient http =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS)).build();
    URI newPage =
        new URI("http", null, browser.getHost(), browser.getPort(), "/json/new", null, null);
    HttpRequest request =
        HttpRequest.newBuilder(newPage).PUT(HttpRequest.BodyPublishers.noBody()).build();
    JsonNode page = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    DevTools tools = new DevTools(http, URI.create(page.path("webSocketDebuggerUrl").asText()));
    tools.ask("Page.enable", Map.of());
    tools.ask("Page.navigate", Map.of("url", url.toString()));
    for (int i = 0; !tools.evaluate("document.readyState").asText().equals("complete"); i++) {
      if (i > 10 * PATIENCE_SECONDS) {
        throw new IOException(url + " does not load");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return tools;
  }

  /** Runs a script and gives its value, or that of its promise. */
  JsonNode evaluate(String script) throws Exception {
    JsonNode reply =
        ask(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    JsonNode thrown = reply.path("exceptionDetails");
    if (!thrown.isMissingNode()) {
      throw new IOException("the page failed: " + thrown);
    }
    return reply.path("result").path("value");
  }

  private JsonNode ask(String method, Map<String, Object> parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    String message =
        JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(message, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).path("result");
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        complete(message.toString());
        message.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    private void complete(String text) {
      try {
        JsonNode json = JSON.readTree(text);
        CompletableFuture<JsonNode> waiting = asked.remove(json.path("id").asInt());
        if (waiting != null) {
          waiting.complete(json);
        }
      } catch (IOException e) {
        asked.values().forEach(each -> each.completeExceptionally(e));
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
