package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.sdp.Direction;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import io.antiphon.signaling.SignalingException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP tells of rooms, and what is heard in and outside of them. */
@Timeout(60)
class RoomsTest {
  private static final double ANN_HZ = 511;
  private static final double BEN_HZ = 711;

  @TempDir Path folder;

  private Server server(String play) throws Exception {
    return Server.start(
        new ServerConfig(
            "127.0.0.1",
            0,
            folder.resolve("none.wav"),
            play,
            folder.resolve("recordings"),
            false,
            NetworkConfig.on(InetAddress.getLoopbackAddress()),
            Duration.ofSeconds(30),
            MediaConfig.defaults()));
  }

  /** One who calls the server, says a tone, and measures what comes back. */
  private static final class Caller implements AutoCloseable {
    private final URI server;
    private final PeerConnection connection;
    private final Loudness heard = new Loudness();
    private String id = "";

    Caller(Server server, double hertz) throws Exception {
      this.server = server.uri();
      connection = PeerConnection.create(PeerConfig.loopback());
      connection
          .addTrack(AudioSource.tone(AudioFormat.MONO_48K, hertz, -18))
          .receiver()
          .addSink(heard::accept);
    }

    Caller withVoice() {
      connection.addTransceiver(Direction.RECVONLY).receiver().addSink(heard::accept);
      return this;
    }

    Caller call(String room, String mode) throws Exception {
      SessionDescription offer = connection.offer().get(5, TimeUnit.SECONDS);
      String known = id.isEmpty() ? null : id;
      Answer answer =
          SignalingClient.to(server)
              .offer(
                  new Offer(
                      offer.sdp(),
                      "offer",
                      room.isEmpty() ? null : room,
                      null,
                      known,
                      mode.isEmpty() ? null : mode));
      id = answer.id();
      connection
          .setRemoteDescription(SessionDescription.answer(answer.sdp()))
          .get(5, TimeUnit.SECONDS);
      return this;
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  /** How loud a tone has been in the last second or so. */
  private static final class Loudness {
    private static final int WINDOW = 24_000;
    private final short[] last = new short[WINDOW];
    private int at;

    synchronized void accept(AudioFrame frame) {
      for (int i = 0; i < frame.samplesPerChannel(); i++) {
        last[at++ % WINDOW] = frame.samples()[i * frame.format().channels()];
      }
    }

    synchronized double of(double hertz) {
      double cos = 0;
      double sin = 0;
      for (int i = 0; i < WINDOW; i++) {
        double angle = 2 * Math.PI * hertz * i / 48_000;
        cos += last[(at + i) % WINDOW] * Math.cos(angle);
        sin += last[(at + i) % WINDOW] * Math.sin(angle);
      }
      return at < WINDOW ? 0 : 2 * Math.hypot(cos, sin) / WINDOW;
    }
  }

  private static String get(Server server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.uri().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.call()) {
      assertTrue(System.nanoTime() - deadline < 0, "waited in vain for " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void aRoomLivesFromItsFirstPeerToItsLast() throws Exception {
    try (Server server = server("tone:433")) {
      assertEquals("{\"rooms\":[]}", get(server, "/rooms"));
      try (Caller ann = new Caller(server, ANN_HZ).call("den", "");
          Caller ben = new Caller(server, BEN_HZ).call("den", "forward")) {
        String den = get(server, "/rooms/den");
        String peers = "\"peers\":[\"" + ann.id + "\",\"" + ben.id + "\"]";
        assertTrue(den.startsWith("{\"name\":\"den\",\"mode\":\"mix\"," + peers), den);
        assertTrue(get(server, "/rooms").contains(peers));
        await("Ann to hear Ben", () -> ann.heard.of(BEN_HZ) > 2_000);
        await("Ben to hear Ann", () -> ben.heard.of(ANN_HZ) > 2_000);
        assertTrue(ann.heard.of(433) < 100, "the sample is not heard in a room");
        assertTrue(ann.heard.of(ANN_HZ) < 100, "nor one's own voice");
        await(
            "an active speaker",
            () -> get(server, "/rooms/den").matches(".*\"activeSpeaker\":\"[0-9a-f-]+\".*"));
        ben.connection.close();
        await("Ben to be gone", () -> !get(server, "/rooms").contains(ben.id));
        assertTrue(get(server, "/rooms").contains(ann.id));
      }
      await("the end of the room", () -> get(server, "/rooms").equals("{\"rooms\":[]}"));
      assertTrue(get(server, "/rooms/den").contains("\"status\":404"));
    }
  }

  @Test
  void whoOffersSectionsEnoughGetsVoicesAsTheyAre() throws Exception {
    try (Server server = server("silence");
        Caller ann = new Caller(server, ANN_HZ).withVoice().call("den", "forward");
        Caller ben = new Caller(server, BEN_HZ).withVoice().call("den", "")) {
      assertTrue(get(server, "/rooms/den").contains("\"mode\":\"forward\""));
      await("Ann to hear Ben", () -> ann.heard.of(BEN_HZ) > 2_000);
      await("Ben to hear Ann", () -> ben.heard.of(ANN_HZ) > 2_000);
    }
  }

  private static int send(Server server, String method, String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aWholeRoomIsRecordedMixedAndVoiceByVoice() throws Exception {
    try (Server server = server("silence");
        Caller ann = new Caller(server, ANN_HZ).call("den", "");
        Caller ben = new Caller(server, BEN_HZ).call("den", "")) {
      await("Ann to hear Ben", () -> ann.heard.of(BEN_HZ) > 2_000);
      assertEquals(404, send(server, "PUT", "/rooms/attic/recording", ""));
      assertEquals(
          400, send(server, "PUT", "/rooms/den/recording", "{\"mixed\":false,\"tracks\":false}"));
      assertEquals(201, send(server, "PUT", "/rooms/den/recording", ""));
      assertEquals(409, send(server, "PUT", "/rooms/den/recording", ""));
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      await("three seconds of it", () -> System.nanoTime() - until > 0);
      assertTrue(get(server, "/rooms/den").contains("\"state\":\"recording\""));
      assertEquals(204, send(server, "DELETE", "/rooms/den/recording", ""));
      assertTrue(get(server, "/recordings").contains("_mixed.wav\",\"room\":\"den\""));
      double mixedAnn = recorded("mixed").of(ANN_HZ);
      assertTrue(mixedAnn > 2_000, "Ann in the mix: " + mixedAnn);
      assertTrue(recorded("mixed").of(BEN_HZ) > 2_000, "Ben in the mix");
      assertTrue(recorded(ann.id).of(ANN_HZ) > 2_000, "Ann alone");
      assertTrue(recorded(ann.id).of(BEN_HZ) < 100, "without Ben");
      assertTrue(recorded(ben.id).of(BEN_HZ) > 2_000, "Ben alone");
    }
  }

  /** How loud each tone is in the last half second of a room's file. */
  private Loudness recorded(String voice) throws Exception {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve("recordings/rooms"), "den_*_" + voice + ".wav")) {
      WavFile wav = WavFile.read(files.iterator().next());
      assertTrue(wav.seconds() > 2.5 && wav.seconds() < 5, voice + ": " + wav.seconds() + " s");
      Loudness loudness = new Loudness();
      // What was said before the end alone: the last frames may stand in one file only.
      short[] samples = Arrays.copyOf(wav.samples(), wav.samples().length - 9_600);
      loudness.accept(AudioFrame.of(AudioFormat.MONO_48K, samples));
      return loudness;
    }
  }

  @Test
  void aPeerMayGoToAnotherRoom() throws Exception {
    try (Server server = server("silence");
        Caller ann = new Caller(server, ANN_HZ).call("", "");
        Caller ben = new Caller(server, BEN_HZ).call("den", "")) {
      assertTrue(get(server, "/peers/" + ann.id).contains("\"room\":null"));
      ann.call("den", "");
      assertTrue(get(server, "/peers/" + ann.id).contains("\"room\":\"den\""));
      await("Ann to hear Ben", () -> ann.heard.of(BEN_HZ) > 2_000);
      ben.call("attic", "");
      await("Ann to be alone", () -> ann.heard.of(BEN_HZ) < 10);
      assertTrue(get(server, "/rooms/den").contains("[\"" + ann.id + "\"]"));
      assertTrue(get(server, "/rooms/attic").contains("[\"" + ben.id + "\"]"));
    }
  }

  @Test
  void aRefusedOfferLeavesNoRoomBehind() throws Exception {
    try (Server server = server("silence")) {
      SignalingClient client = SignalingClient.to(server.uri());
      for (Offer offer :
          List.of(
              new Offer("v=0\r\n", "offer", "den", null, null),
              new Offer("v=0\r\n", "offer", "a den", null, null),
              new Offer("v=0\r\n", "offer", "den", null, null, "loud"))) {
        SignalingException e =
            org.junit.jupiter.api.Assertions.assertThrows(
                SignalingException.class, () -> client.offer(offer));
        assertEquals(400, e.status());
      }
      assertEquals("{\"rooms\":[]}", get(server, "/rooms"));
    }
  }

  @Test
  void outsideARoomWhatWasChosenIsHeard() throws Exception {
    try (Server echo = server("echo");
        Server tone = server("tone:433");
        Caller ann = new Caller(echo, ANN_HZ).call("", "");
        Caller ben = new Caller(tone, BEN_HZ).call("", "")) {
      await("Ann to hear herself", () -> ann.heard.of(ANN_HZ) > 2_000);
      await("Ben to hear the tone", () -> ben.heard.of(433) > 2_000);
      assertTrue(ben.heard.of(BEN_HZ) < 100);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "noise", "tone", "tone:", "tone:0", "tone:x", "tone:30000", "tone:NaN"})
  void whatCannotBePlayedIsNamed(String choice) {
    IllegalArgumentException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            IllegalArgumentException.class, () -> Playing.check(choice));
    assertTrue(String.valueOf(e.getMessage()).contains(choice));
  }
}
