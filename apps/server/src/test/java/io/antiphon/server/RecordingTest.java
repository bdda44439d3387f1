package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.wav.WavFile;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What peers have said, on the disk and over HTTP. */
@Timeout(60)
class RecordingTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;

  private static JsonNode recordings(RunningServer server) throws Exception {
    return server.get("/recordings").expect(200).json().path("recordings");
  }

  private static JsonNode recordingOf(RunningServer server, Guest guest) throws Exception {
    return server.get("/peers/" + guest.id()).expect(200).json().path("recording");
  }

  private static String path(Guest guest) {
    return "/peers/" + guest.id() + "/recording";
  }

  private static double purity(WavFile wav) {
    ToneMeter meter = new ToneMeter(Guest.VOICE_HZ);
    for (short sample : wav.samples()) {
      meter.add(sample, wav.format().sampleRateHz());
    }
    return (double) meter.toneSamples() / wav.samplesPerChannel();
  }

  @Test
  void aRecordingIsFinishedListedAndDownloaded() throws Exception {
    try (RunningServer server = RunningServer.in(folder);
        Guest guest = Guest.of(server)) {
      guest.awaitHeard(2);
      server.send("DELETE", path(guest)).expect(204);
      assertEquals("finished", recordingOf(server, guest).path("state").asText());

      JsonNode listed = recordings(server);
      assertEquals(1, listed.size(), listed.toString());
      JsonNode entry = listed.get(0);
      assertEquals(Set.of("name", "peer", "bytes", "seconds"), Reply.names(entry));
      assertEquals(guest.id(), entry.path("peer").asText());
      String name = entry.path("name").asText();
      assertEquals(name, recordingOf(server, guest).path("file").asText());

      Reply download = server.get("/recordings/" + name).expect(200);
      assertEquals("audio/wav", download.header("Content-Type"));
      assertEquals(entry.path("bytes").asInt(), download.bytes().length);
      assertArrayEquals(Files.readAllBytes(server.recordings().resolve(name)), download.bytes());
      WavFile wav = WavFile.read(new ByteArrayInputStream(download.bytes()));
      assertEquals(entry.path("seconds").asDouble(), wav.seconds(), 1e-3);
      assertTrue(wav.seconds() > 1.5 && purity(wav) > 0.9, wav.seconds() + " s, " + purity(wav));
      assertPartsOf(server, "/recordings/" + name, download.bytes());
    }
  }

  private static void assertPartsOf(RunningServer server, String path, byte[] whole)
      throws Exception {
    Reply head = server.send("HEAD", path).expect(200);
    assertEquals(Integer.toString(whole.length), head.header("Content-Length"));
    assertEquals(0, head.bytes().length);
    Reply part = server.send("GET", path, "Range", "bytes=44-143").expect(206);
    assertEquals("bytes 44-143/" + whole.length, part.header("Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(whole, 44, 144), part.bytes());
    Reply beyond = server.send("GET", path, "Range", "bytes=" + whole.length + "-");
    beyond.assertProblem(416, "");
    assertEquals("bytes */" + whole.length, beyond.header("Content-Range"));
  }

  @Test
  void aRecordingStartsOnceAndStopsAsOftenAsOneLikes() throws Exception {
    try (RunningServer server = RunningServer.in(folder);
        Guest guest = Guest.of(server)) {
      guest.awaitHeard(0.5);
      server.send("PUT", path(guest)).assertProblem(409, path(guest));
      server.send("DELETE", path(guest)).expect(204);
      server.send("DELETE", path(guest)).expect(204);
      Reply started = server.send("PUT", path(guest)).expect(201);
      assertEquals("recording", started.json().path("state").asText());
      server.send("PUT", path(guest)).assertProblem(409, path(guest));
    }
  }

  @Test
  void aSecondRecordingHoldsWhatWasSaidSinceItBegan() throws Exception {
    try (RunningServer server = RunningServer.in(folder);
        Guest guest = Guest.of(server)) {
      guest.awaitHeard(0.5);
      server.send("DELETE", path(guest)).expect(204);
      String first = recordingOf(server, guest).path("file").asText();
      guest.awaitHeard(3.5);
      server.send("PUT", path(guest)).expect(201);
      String second = recordingOf(server, guest).path("file").asText();
      guest.awaitHeard(5);
      server.send("DELETE", path(guest)).expect(204);
      assertTrue(!first.equals(second), first);
      WavFile wav = WavFile.read(server.recordings().resolve(second));
      assertEquals(1.5, wav.seconds(), 0.4, "not the pause before it");
      assertTrue(purity(wav) > 0.85, "purity " + purity(wav));
    }
  }

  @Test
  void aDeletedPeersRecordingIsKeptWhole() throws Exception {
    try (RunningServer server = RunningServer.in(folder);
        Guest guest = Guest.of(server)) {
      guest.awaitHeard(0.12);
      double packets = packetsReceived(server, guest);
      server.send("DELETE", "/peers/" + guest.id()).expect(204);
      Await.until("the file", SOON, () -> recordings(server).size(), size -> size == 1);
      double seconds =
          Await.until(
              "all that was said",
              SOON,
              () -> recordings(server).get(0).path("seconds").asDouble(),
              length -> length > 0);
      assertTrue(seconds >= packets / 50 - 0.021, seconds + " s of " + packets + " packets");
    }
  }

  private static double packetsReceived(RunningServer server, Guest guest) throws Exception {
    for (JsonNode entry : server.get("/peers/" + guest.id() + "/stats").json().path("stats")) {
      if (entry.path("type").asText().equals("inbound-rtp")) {
        return entry.path("packetsReceived").asDouble();
      }
    }
    throw new AssertionError("no inbound-rtp");
  }

  @Test
  void aCallGoesOnWithoutARecordingWhereNoneCanBeWritten() throws Exception {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file, not a folder");
    try (RunningServer server =
            RunningServer.in(folder, blocked.resolve("recordings"), Duration.ofSeconds(30));
        Guest guest = Guest.of(server)) {
      JsonNode recording =
          Await.until(
              "the recording to fail",
              SOON,
              () -> recordingOf(server, guest),
              told -> told.path("state").asText().equals("failed"));
      String error = recording.path("error").asText();
      assertTrue(error.startsWith("The recording cannot be written to"), error);
      guest.awaitHeard(2);
      assertEquals(0, recordings(server).size());
      server.send("DELETE", path(guest)).expect(204);
    }
  }

  @Test
  void recordingsOfWholeRoomsAreListedToo() throws Exception {
    try (RunningServer server = RunningServer.in(folder)) {
      Path rooms = Files.createDirectories(server.recordings().resolve("rooms"));
      Files.writeString(rooms.resolve("tea_time_20260103T000000.000Z_mixed.wav"), "not RIFF");
      Files.writeString(rooms.resolve("tea_time_20260102T000000.000Z_d-4.wav"), "not RIFF");
      Files.writeString(server.recordings().resolve("a_20260104T000000.000Z.wav"), "not RIFF");
      JsonNode listed = recordings(server);
      assertEquals(3, listed.size(), listed.toString());
      assertEquals("a", listed.get(0).path("peer").asText(), "the newest first");
      assertTrue(listed.get(0).path("room").isMissingNode());
      assertEquals("tea_time", listed.get(1).path("room").asText());
      assertTrue(listed.get(1).path("peer").isMissingNode(), "the mix");
      assertEquals("d-4", listed.get(2).path("peer").asText());
      String name = listed.get(2).path("name").asText();
      assertEquals("not RIFF", server.get("/recordings/" + name).expect(200).text());
    }
  }

  @Test
  void filesThatAreNoRecordingsAreLeftOut() throws Exception {
    try (RunningServer server = RunningServer.in(folder)) {
      Path recordings = Files.createDirectories(server.recordings());
      Files.createDirectory(recordings.resolve("a_20260101T000000.000Z.wav"));
      Files.writeString(recordings.resolve("b_20260101T000000.000Z.wav"), "not RIFF");
      Files.createFile(recordings.resolve("c_20260102T000000.000Z.wav"));
      Files.writeString(recordings.resolve("notes.wav"), "");
      Path rooms = Files.createDirectory(recordings.resolve("rooms"));
      Files.writeString(rooms.resolve("b_20260101T000000.000Z.wav"), "no room's");
      JsonNode listed = recordings(server);
      assertEquals(2, listed.size(), listed.toString());
      assertEquals("c", listed.get(0).path("peer").asText(), "the newest first");
      assertEquals(0, listed.get(1).path("seconds").asDouble());
      server.get("/recordings/a_20260101T000000.000Z.wav").assertProblem(404, "no such recording");
    }
  }

  @Test
  void theServerFinishesAllRecordingsWhenItCloses() throws Exception {
    RunningServer server = RunningServer.in(folder);
    String file;
    try (server;
        Guest guest = Guest.of(server)) {
      guest.awaitHeard(1);
      file = recordingOf(server, guest).path("file").asText();
      server.close();
    }
    WavFile wav = WavFile.read(server.recordings().resolve(file));
    assertTrue(wav.seconds() > 0.8 && !wav.isTruncated(), wav.seconds() + " s");
  }
}
