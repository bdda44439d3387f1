package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServer;
import io.antiphon.signaling.WebSocket;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners who take less than is said: they lose the oldest, and nobody else loses anything. */
@Timeout(60)
class SlowListenerTest {
  private static final AudioFormat FORMAT = AudioFormat.MONO_48K;
  private static final int SECOND = 48_000;
  private static final int SECONDS = 120;

  private final Listeners listeners = new Listeners();

  /** A second that cannot be taken for another. */
  private static AudioFrame second(int number) {
    short[] pcm = new short[SECOND];
    for (int i = 0; i < SECOND; i++) {
      pcm[i] = (short) (31 * number + i);
    }
    return AudioFrame.of(FORMAT, pcm);
  }

  private VoiceOut listener() {
    VoiceOut voice = listeners.make(FORMAT, ByteOrder.BIG_ENDIAN);
    listeners.add(voice);
    return voice;
  }

  @Test
  void whoReadsNothingByHttpLosesTheOldestAndNobodyElseLosesAnything() throws Exception {
    VoiceOut slow = listener();
    VoiceOut fast = listener();
    try (SignalingServer server =
            SignalingServer.builder()
                .port(0)
                .route("GET", "/slow", call -> HttpReply.stream("audio/L16", slow).now())
                .route("GET", "/fast", call -> HttpReply.stream("audio/L16", fast).now())
                .start();
        Socket deaf = new Socket()) {
      URI uri = server.uri();
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      deaf.getOutputStream()
          .write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      HttpResponse<InputStream> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri.resolve("/fast"))
                      .version(HttpClient.Version.HTTP_1_1)
                      .build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      try (DataInputStream heard = new DataInputStream(response.body())) {
        byte[] bytes = new byte[2 * SECOND];
        short[] samples = new short[SECOND];
        for (int i = 0; i < SECONDS; i++) {
          AudioFrame said = second(i);
          fast.accept(said);
          slow.accept(said);
          heard.readFully(bytes);
          ByteBuffer.wrap(bytes).asShortBuffer().get(samples);
          assertArrayEquals(said.samples(), samples, "second " + i);
        }
      }
      // All but what is kept, and what the two sockets and the server's queue hold.
      long lost = listeners.droppedSamples();
      assertTrue(lost > (SECONDS - 60L) * SECOND, lost + " samples are lost");
      assertTrue(lost <= (SECONDS - 5L) * SECOND, lost + " samples are lost");
    }
  }

  /** A socket into which nothing fits any more. */
  private static final class FullSocket implements WebSocket {
    private final List<ByteBuffer> sent = new ArrayList<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> sendBinary(ByteBuffer data) {
      sent.add(data);
      return never;
    }

    @Override
    public CompletionStage<Void> sendText(String text) {
      return never;
    }

    @Override
    public void close(int code, String reason) {}
  }

  @Test
  void whoReadsNothingByWebSocketHasOnePieceSentAndTheOldestDropped() {
    VoiceOut voice = listeners.make(FORMAT, ByteOrder.LITTLE_ENDIAN);
    LiveSocket socket =
        new LiveSocket(new LiveAudio("ann", MediaConfig.defaults()), listeners, FORMAT, voice, 3);
    FullSocket full = new FullSocket();
    socket.onOpen(full);
    for (int i = 0; i < SECONDS; i++) {
      voice.accept(second(i));
    }
    assertEquals(1, full.sent.size());
    int sent = full.sent.get(0).remaining() / 2;
    assertEquals((SECONDS - 5L) * SECOND - sent, listeners.droppedSamples());
    assertEquals(1, listeners.count());
    socket.onClose();
    assertEquals(0, listeners.count());
  }

  @Test
  void theSeventeenthListenerIsToldToComeLater() {
    List<VoiceOut> sixteen = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      sixteen.add(listener());
    }
    SignalingException refusal = assertThrows(SignalingException.class, this::listener);
    assertEquals(503, refusal.status());
    assertEquals("16 listen to this peer already; end one of them.", refusal.detail());
    sixteen.get(3).cancel();
    listener();
    assertEquals(16, listeners.count());
  }

  @Test
  void twoThatComeAtOnceForOnePlaceDoNotBothGetIt() {
    for (int i = 0; i < 15; i++) {
      listener();
    }
    VoiceOut one = listeners.make(FORMAT, ByteOrder.BIG_ENDIAN);
    VoiceOut other = listeners.make(FORMAT, ByteOrder.BIG_ENDIAN);
    listeners.add(one);
    listeners.add(other);
    assertEquals(16, listeners.count());
  }
}
