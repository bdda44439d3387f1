package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebSocketTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private volatile CompletableFuture<Void> consumed = CompletableFuture.completedFuture(null);
  private @Nullable SignalingServer running;

  /** Writes down what it is told, and echoes binary messages. */
  private final class Listener implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      told.add("open");
      opened.complete(socket);
    }

    @Override
    public CompletionStage<Void> onBinary(ByteBuffer data) {
      told.add("binary " + data.remaining());
      CompletionStage<Void> sent = opened.join().sendBinary(data.duplicate());
      return consumed.thenCompose(done -> sent);
    }

    @Override
    public CompletionStage<Void> onText(String text) {
      told.add(text.length() > 40 ? "text of " + text.length() : text);
      return consumed;
    }

    @Override
    public void onClose() {
      told.add("close");
    }
  }

  @BeforeEach
  void start() throws IOException {
    running = start(Duration.ofSeconds(60));
  }

  private SignalingServer start(Duration idle) throws IOException {
    return SignalingServer.builder()
        .idleTimeout(idle)
        .maxBodyBytes(100_000)
        .webSocketRoute("/sockets/{name}", this::accept)
        .webSocketRoute("/both", call -> new Listener())
        .route("GET", "/both", call -> HttpReply.text("no socket").now())
        .start();
  }

  private WebSocketListener accept(HttpCall call) {
    if (call.pathParameter("name").equals("nobody")) {
      throw new SignalingException(404, "Not Found", "There is nobody.");
    }
    told.add(call.pathParameter("name") + " " + call.query("rate"));
    return new Listener();
  }

  @AfterEach
  void stop() {
    server().close();
  }

  private SignalingServer server() {
    if (running == null) {
      throw new IllegalStateException("no server runs");
    }
    return running;
  }

  /** What a client hears. */
  private static final class Heard implements java.net.http.WebSocket.Listener {
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onBinary(
        java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
      said.add("binary " + data.remaining());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      said.add(data.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
      said.add("close " + code + " " + reason);
      return CompletableFuture.completedFuture(null);
    }
  }

  private java.net.http.WebSocket client(String path, Heard heard) throws Exception {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws" + server().uri().toString().substring(4) + path), heard)
        .get(10, TimeUnit.SECONDS);
  }

  private void expect(String... words) throws InterruptedException {
    for (String each : words) {
      assertEquals(each, told.poll(10, TimeUnit.SECONDS));
    }
  }

  private static void expect(Heard heard, String words) throws InterruptedException {
    assertEquals(words, heard.said.poll(10, TimeUnit.SECONDS));
  }

  private static void send(java.net.http.WebSocket client, int bytes, boolean last)
      throws Exception {
    client.sendBinary(ByteBuffer.allocate(bytes), last).get(10, TimeUnit.SECONDS);
  }

  @Test
  void carriesMessagesBothWays() throws Exception {
    Heard heard = new Heard();
    java.net.http.WebSocket client = client("/sockets/ada?rate=24000", heard);
    expect("ada 24000", "open");
    send(client, 1_000, true);
    expect("binary 1000");
    expect(heard, "binary 1000");
    client.sendText("{\"type\":\"flu", false).get(10, TimeUnit.SECONDS);
    client.sendText("sh\"}", true).get(10, TimeUnit.SECONDS);
    expect("{\"type\":\"flush\"}");
    send(client, 3, false);
    send(client, 4, true);
    expect("binary 3", "binary 4");
    opened.join().sendText("grüß dich").toCompletableFuture().get(10, TimeUnit.SECONDS);
    expect(heard, "binary 3");
    expect(heard, "binary 4");
    expect(heard, "grüß dich");
    client.sendClose(1000, "enough").get(10, TimeUnit.SECONDS);
    expect(heard, "close 1000 enough");
    expect("close");
    CompletableFuture<Void> late = opened.join().sendText("late").toCompletableFuture();
    assertThrows(ExecutionException.class, () -> late.get(10, TimeUnit.SECONDS));
  }

  @Test
  void readsNoFrameBeforeTheOneBeforeIsConsumed() throws Exception {
    java.net.http.WebSocket client = client("/sockets/ada", new Heard());
    expect("ada null", "open");
    consumed = new CompletableFuture<>();
    CompletableFuture<Void> first = consumed;
    send(client, 1, true);
    send(client, 2, true);
    expect("binary 1");
    assertEquals(null, told.poll(200, TimeUnit.MILLISECONDS));
    consumed = CompletableFuture.completedFuture(null);
    first.complete(null);
    expect("binary 2");
  }

  @Test
  void saysWhyItCloses() throws Exception {
    Heard heard = new Heard();
    client("/sockets/ada", heard);
    opened.get(10, TimeUnit.SECONDS).close(1008, "Not like this.");
    expect(heard, "close 1008 Not like this.");
    expect("ada null", "open", "close");
  }

  @Test
  void aFrameThatIsTooLargeEndsIt() throws Exception {
    try (RawHttp raw = new RawHttp(server())) {
      handshake(raw, "/both");
      ByteBuffer head = ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff); // a mask follows
      raw.send(head.putLong(100_001).array());
      String close = raw.bytes(4); // opcode, length, code
      assertEquals(0x88, close.charAt(0));
      assertEquals(1009, close.charAt(2) << 8 | close.charAt(3));
      expect("open", "close");
    }
  }

  @Test
  void aTextThatIsTooLongOrNoTextEndsIt() throws Exception {
    Heard heard = new Heard();
    client("/sockets/ada", heard).sendText("x".repeat(70_000), true).get(10, TimeUnit.SECONDS);
    String end = heard.said.poll(10, TimeUnit.SECONDS);
    assertTrue(String.valueOf(end).startsWith("close 1009"), end);
    try (RawHttp raw = new RawHttp(server())) {
      handshake(raw, "/both");
      raw.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, 0x28});
      String close = raw.bytes(4); // opcode, length, code
      assertEquals(0x88, close.charAt(0));
      assertEquals(1007, close.charAt(2) << 8 | close.charAt(3));
    }
  }

  private static RawHttp.Reply handshake(RawHttp raw, String path, String... more)
      throws IOException {
    String[] headers = {
      "Upgrade: WebSocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13", KEY
    };
    String[] all = new String[headers.length + more.length];
    System.arraycopy(headers, 0, all, 0, headers.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return raw.send(RawHttp.head("GET " + path, all)).readHead();
  }

  @Test
  void shakesHandsAsTheExampleInTheRfcDoes() throws Exception {
    try (RawHttp raw = new RawHttp(server())) {
      RawHttp.Reply reply = handshake(raw, "/both"); // RFC 6455 §1.3
      assertEquals(101, reply.status());
      assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", reply.header("Sec-WebSocket-Accept"));
      expect("open");
      raw.send(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'p'}); // a ping
      assertEquals("\u008a\u0001p", raw.bytes(3));
    }
    expect("close");
  }

  @Test
  void pingsAndLetsGoOfWhoSaysNothing() throws Exception {
    try (SignalingServer hasty = start(Duration.ofSeconds(1));
        RawHttp raw = new RawHttp(hasty)) {
      handshake(raw, "/both");
      expect("open");
      assertEquals("\u0089\u0000", raw.bytes(2));
      expect("close");
    }
  }

  @Test
  void refusesStrangersAndWhatIsNoHandshake() throws Exception {
    try (RawHttp raw = new RawHttp(server())) {
      assertEquals(403, handshake(raw, "/both", "Origin: https://evil.example").status());
    }
    try (RawHttp raw = new RawHttp(server())) {
      assertEquals(101, handshake(raw, "/both", "Origin: http://localhost:3000").status());
    }
    try (RawHttp raw = new RawHttp(server())) {
      assertEquals(404, handshake(raw, "/sockets/nobody").status());
    }
    try (RawHttp raw = new RawHttp(server())) {
      assertEquals(404, handshake(raw, "/nowhere").status());
    }
    try (RawHttp raw = new RawHttp(server())) {
      RawHttp.Reply old =
          raw.send(
                  RawHttp.head(
                      "GET /both",
                      "Upgrade: websocket",
                      "Connection: Upgrade",
                      "Sec-WebSocket-Version: 8",
                      KEY))
              .readHead();
      assertEquals(426, old.status());
      assertEquals("13", old.header("Sec-WebSocket-Version"));
    }
    RawHttp.Reply plain = RawHttp.once(server(), RawHttp.get("/sockets/ada"));
    assertEquals(426, plain.status());
    assertEquals("websocket", plain.header("Upgrade"));
    assertEquals("no socket", RawHttp.once(server(), RawHttp.get("/both")).body());
    RawHttp.Reply post = RawHttp.once(server(), RawHttp.post("/sockets/ada", "{}"));
    assertEquals(405, post.status());
    assertEquals("GET, HEAD, OPTIONS", post.header("Allow"));
  }
}
