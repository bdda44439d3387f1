package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium hears what is pushed to it over HTTP. */
@Tag("chrome")
class LiveAudioIT {
  private static final double PUSHED_HZ = 433;
  private static final int RATE = 24_000;
  private static final int CHUNK = 1_024;
  private static final double WINDOW_SECONDS = 20;
  private static final int WINDOWS = 2;

  /** On a machine that stalls; on a calm one it is less than a tenth of this. */
  private static final double MOST_MILLIS_TO_SILENCE = 3_000;

  @TempDir Path folder;
  private Path microphone;

  @BeforeEach
  void writeMicrophone() throws IOException {
    microphone = folder.resolve("microphone.wav");
    Sound.tone(711, 0.5, 10, 48_000).write(microphone);
  }

  /** Pushes a WAV of unknown length, a tone, in chunks of 1,024 bytes until it is stopped. */
  private static final class Producer implements AutoCloseable {
    private final Socket socket;
    private final Thread thread;

    Producer(Server server, String id) throws IOException {
      URI uri = URI.create(server.url());
      socket = new Socket(uri.getHost(), uri.getPort());
      OutputStream out = socket.getOutputStream();
      String head =
          "POST /peers/"
              + id
              + "/audio HTTP/1.1\r\nHost: x\r\nContent-Type: audio/wav\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      chunk(out, wavHeader());
      thread = new Thread(() -> produce(out), "producer");
      thread.setDaemon(true);
      thread.start();
    }

    private static byte[] wavHeader() {
      ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
      header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
      header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
      header.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
      header.putShort((short) 2).putShort((short) 16);
      return header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1).array();
    }

    private static void produce(OutputStream out) {
      ByteBuffer pcm = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      try {
        for (long n = 0; ; n++) {
          double angle = 2 * Math.PI * PUSHED_HZ * n / RATE;
          pcm.putShort((short) Math.round(16_384 * Math.sin(angle)));
          if (!pcm.hasRemaining()) {
            chunk(out, pcm.array());
            pcm.clear();
          }
        }
      } catch (IOException stopped) {
        // The test closes the socket, or the server ends the body.
      }
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
      byte[] length =
          (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      ByteBuffer chunk = ByteBuffer.allocate(length.length + bytes.length + 2);
      out.write(chunk.put(length).put(bytes).put((byte) '\r').put((byte) '\n').array());
    }

    @Override
    public void close() throws Exception {
      socket.close();
      thread.join(5_000);
    }
  }

  /** Notices that this machine lets threads wait, and for how long. */
  private static final class StallWatch implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private volatile boolean over;
    private final AtomicInteger stalls = new AtomicInteger();
    private final AtomicLong stalledNanos = new AtomicLong();

    StallWatch() {
      Thread thread = new Thread(this::watch, "stalls");
      thread.setDaemon(true);
      thread.start();
    }

    private void watch() {
      while (!over) {
        long before = System.nanoTime();
        LockSupport.parkNanos(NAP_NANOS);
        long lateNanos = System.nanoTime() - before - NAP_NANOS;
        if (lateNanos > STALL_NANOS) {
          stalls.incrementAndGet();
          stalledNanos.addAndGet(lateNanos);
        }
      }
    }

    @Override
    public void close() {
      over = true;
    }
  }

  /** How the machine has let us wait up to one moment: the server's loop, and this process. */
  private record Weather(long lateTicks, int stalls, double stalledSeconds) {
    static Weather now(Server server, StallWatch watch) throws Exception {
      JsonNode loop = server.get("/stats").get("total").get("loop");
      return new Weather(
          loop.get("lateTicks").asLong() + loop.get("skippedSlots").asLong(),
          watch.stalls.get(),
          watch.stalledNanos.get() * 1e-9);
    }

    Weather since(Weather earlier) {
      return new Weather(
          lateTicks - earlier.lateTicks,
          stalls - earlier.stalls,
          stalledSeconds - earlier.stalledSeconds);
    }

    boolean isCalm() {
      return lateTicks == 0 && stalls == 0;
    }

    /**
     * As much as it can excuse: the browser waits on the same two cores, so each stall may show in
     * it for as long again, and each one, like each late tick, may cost it a packet's concealment
     * with the 20 ms before and after.
     */
    double excusedSamples() {
      return 48_000 * (2 * stalledSeconds + 0.06 * (lateTicks + stalls));
    }
  }

  @Test
  void pushedAudioPlaysWithoutOneConcealedSampleAndStopsWhenTold() throws Exception {
    try (Server server = Server.start(folder, "--play", "silence", "--no-record");
        Browser browser = Browser.withMicrophone(folder, microphone);
        StallWatch watch = new StallWatch()) {
      browser.open(server);
      String id = browser.connect();
      try (Producer producer = new Producer(server, id)) {
        awaitPlayed(server, id, 1);
        assertPlaysUnharmed(browser, server, watch);
        assertTone(browser.hear(2));
        interrupt(browser, server, id);
        Sound after = browser.hear(1);
        assertTrue(after.rms() < 0.01, "heard " + after.rms() + " after the end");
        JsonNode audio = server.get("/peers/" + id).get("audio");
        assertEquals(0, audio.get("underruns").asInt(), audio.toString());
      }
    }
  }

  private static void awaitPlayed(Server server, String id, double seconds) throws Exception {
    Await.until(
        seconds + " s of pushed audio to be played",
        Duration.ofSeconds(20),
        () -> server.get("/peers/" + id).get("audio").get("playedSeconds").asDouble(),
        played -> played >= seconds);
  }

  /**
   * Not one concealed sample in 20 s. On a machine that stalls, as our own loop or this process can
   * tell, another window is measured; if all three stall, no more is concealed than was stalled.
   */
  private static void assertPlaysUnharmed(Browser browser, Server server, StallWatch watch)
      throws Exception {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < WINDOWS; i++) {
      Weather before = Weather.now(server, watch);
      double concealedBefore = browser.stat("inbound-rtp", "concealedSamples");
      double received = browser.stat("inbound-rtp", "totalSamplesReceived");
      double wanted = received + WINDOW_SECONDS * 48_000;
      browser.awaitStat("inbound-rtp", "totalSamplesReceived", wanted);
      double concealed = browser.stat("inbound-rtp", "concealedSamples") - concealedBefore;
      Weather weather = Weather.now(server, watch).since(before);
      seen.append(concealed + " concealed, " + weather + "; ");
      if (concealed == 0) {
        System.out.println("20 s without a concealed sample: " + seen);
        assertEquals(0, browser.stat("inbound-rtp", "packetsLost"));
        return;
      }
      assertFalse(weather.isCalm(), "concealed on a machine that did not stall: " + seen);
      assertTrue(concealed <= weather.excusedSamples(), "more than was stalled: " + seen);
    }
    System.out.println("the machine stalled in every window: " + seen);
  }

  private static void assertTone(Sound heard) {
    ToneAnalysis analysis = ToneAnalysis.of(heard);
    assertEquals(PUSHED_HZ, analysis.dominantHz(), 1);
    assertEquals(0.5 / Math.sqrt(2), heard.rms(), 0.05, "loudness");
  }

  /** Heard for no more than a moment, most of which is what the browser has taken in already. */
  private static void interrupt(Browser browser, Server server, String id) throws Exception {
    double millis = browser.interrupt();
    System.out.printf("from DELETE to silence in the page: %.0f ms%n", millis);
    assertTrue(millis < MOST_MILLIS_TO_SILENCE, "heard for " + millis + " ms after DELETE");
    Await.until(
        "the source to be idle",
        Duration.ofSeconds(5),
        () -> server.get("/peers/" + id).get("audio").get("state").asText(),
        "idle"::equals);
  }
}
