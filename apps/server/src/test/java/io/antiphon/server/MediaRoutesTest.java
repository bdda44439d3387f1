package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.peer.AudioConfig;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MediaRoutesTest {
  @TempDir Path folder;

  private MediaConfig media(Duration maxCallTime, boolean captureAll) {
    return new MediaConfig(
        AudioConfig.defaults(),
        maxCallTime,
        Duration.ofSeconds(5),
        folder.resolve("captures"),
        captureAll);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasSaidLastIsAWavFile() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, false))) {
      call.awaitSeconds(2);
      HttpResponse<byte[]> recent = call.send("GET", "/peers/{id}/recent?seconds=1.5");
      assertEquals(200, recent.statusCode());
      assertEquals("audio/wav", recent.headers().firstValue("Content-Type").orElse(""));
      WavFile wav = WavFile.read(new ByteArrayInputStream(recent.body()));
      assertEquals(1.5, wav.seconds(), 1e-9);
      assertEquals(AudioFormat.MONO_48K, wav.format());
      assertEquals(511, usualPitch(wav), 15);
      assertEquals(400, call.send("GET", "/peers/{id}/recent?seconds=6").statusCode());
      assertEquals(400, call.send("GET", "/peers/{id}/recent?seconds=x").statusCode());
      assertEquals(404, call.send("GET", "/peers/nobody/recent").statusCode());
    }
  }

  /** The median pitch of its tenths of a second: a late loop spoils some of them. */
  private static double usualPitch(WavFile wav) {
    short[] samples = wav.samples();
    int window = wav.format().sampleRateHz() / 10;
    double[] pitches = new double[samples.length / window];
    for (int n = 0; n < pitches.length; n++) {
      pitches[n] = pitch(samples, n * window, window, wav.format().sampleRateHz());
    }
    Arrays.sort(pitches);
    return pitches[pitches.length / 2];
  }

  /** Upward zero crossings, from the first to the last of them. */
  private static double pitch(short[] samples, int from, int length, int rateHz) {
    int first = 0;
    int last = 0;
    int crossings = 0;
    for (int i = from + 1; i < from + length; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        first = crossings == 0 ? i : first;
        last = i;
        crossings++;
      }
    }
    return crossings < 2 ? 0 : (crossings - 1) * (double) rateHz / (last - first);
  }

  @Test
  void recordingsStopAndStartInAnyFormat() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, false))) {
      call.awaitSeconds(1);
      assertEquals(409, call.send("PUT", "/peers/{id}/recording").statusCode());
      assertEquals(204, call.send("DELETE", "/peers/{id}/recording").statusCode());
      String wav = "{\"format\":\"wav\",\"rate\":8000,\"channels\":2,\"bits\":8}";
      record(call, wav);
      record(call, "{\"format\":\"opus\"}");
      JsonNode list = call.json("/recordings").get("recordings");
      assertEquals(3, list.size(), list.toString());
      for (JsonNode each : list) {
        assertEquals(call.id(), each.get("peer").asText());
        assertEquals(1, each.get("seconds").asDouble(), 0.7, each.toString());
      }
      String opus = list.get(0).get("name").asText();
      assertTrue(opus.endsWith(".opus"), opus);
      HttpResponse<byte[]> ogg = call.send("GET", "/recordings/" + opus);
      assertEquals("OggS", text(ogg).substring(0, 4));
      String small = list.get(1).get("name").asText();
      byte[] bytes = call.send("GET", "/recordings/" + small).body();
      assertEquals(
          new AudioFormat(8_000, 2), WavFile.read(new ByteArrayInputStream(bytes)).format());
    }
  }

  private static void record(ServedCall call, String format) throws Exception {
    HttpResponse<byte[]> started = call.send("PUT", "/peers/{id}/recording", format);
    assertEquals(201, started.statusCode(), text(started));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (System.nanoTime() < until) {
      assertEquals("recording", call.json("/peers/{id}").at("/recording/state").asText());
    }
    assertEquals(204, call.send("DELETE", "/peers/{id}/recording").statusCode());
    assertEquals("finished", call.json("/peers/{id}").at("/recording/state").asText());
  }

  @Test
  void aFormatThatCannotBeIsNamed() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, false))) {
      call.send("DELETE", "/peers/{id}/recording");
      for (String[] each :
          new String[][] {
            {"{\"format\":\"mp3\"}", "format is wav or opus"},
            {"{\"rate\":7}", "rate is from 8000"},
            {"{\"channels\":6}", "channels is 1 or 2"},
            {"{\"bits\":12}", "bits is 8, 16 or 24"},
            {"{\"format\":\"opus\",\"rate\":8000}", "are for WAV"},
            {"{\"speed\":2}", "There is no"},
            {"[]", ""},
          }) {
        HttpResponse<byte[]> refused = call.send("PUT", "/peers/{id}/recording", each[0]);
        assertEquals(400, refused.statusCode(), each[0]);
        assertTrue(text(refused).contains(each[1]), text(refused));
      }
      assertEquals(201, call.send("PUT", "/peers/{id}/recording").statusCode());
    }
  }

  @Test
  void aCaptureIsStartedAndEndedOverHttp() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, false))) {
      call.awaitSeconds(0.3);
      assertEquals("off", call.json("/peers/{id}/capture").at("/state").asText());
      assertEquals(201, call.send("PUT", "/peers/{id}/capture").statusCode());
      assertEquals(409, call.send("PUT", "/peers/{id}/capture").statusCode());
      call.awaitSeconds(1.5);
      HttpResponse<byte[]> ended = call.send("DELETE", "/peers/{id}/capture");
      assertEquals(200, ended.statusCode());
      assertTrue(text(ended).contains("03-converted_48000_1ch.wav"), text(ended));
      assertTrue(text(ended).contains("06-processed_48000_1ch.wav"), text(ended));
      JsonNode files = call.json("/peers/{id}/capture").at("/files");
      for (JsonNode file : files) {
        assertTrue(file.asText().startsWith(call.id() + "_"), file.asText());
        assertTrue(Files.exists(folder.resolve("captures").resolve(file.asText())));
      }
      assertEquals(201, call.send("PUT", "/peers/{id}/capture").statusCode());
      assertEquals(404, call.send("PUT", "/peers/nobody/capture").statusCode());
    }
  }

  @Test
  void everybodyIsCapturedIfTheServerIsToldSo() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, true))) {
      call.awaitSeconds(1);
      assertEquals("capturing", call.json("/peers/{id}/capture").at("/state").asText());
    }
    try (Stream<Path> files = Files.list(folder.resolve("captures"))) {
      assertEquals(6, files.count(), "nobody listens live");
    }
  }

  @Test
  void aCallEndsWhenItsTimeIsUp() throws Exception {
    try (ServedCall call = new ServedCall(folder, media(Duration.ofSeconds(1), false))) {
      call.caller().closed().get(10, TimeUnit.SECONDS);
      assertEquals(404, call.send("GET", "/peers/{id}").statusCode());
    }
  }

  @Test
  void aRecordingThatCannotBeWrittenIsSaidAndTheCallGoesOn() throws Exception {
    Files.writeString(folder.resolve("recordings"), "a file where the folder should be");
    try (ServedCall call = new ServedCall(folder, media(Duration.ZERO, false))) {
      call.awaitSeconds(1);
      JsonNode recording = call.json("/peers/{id}").get("recording");
      assertEquals("failed", recording.get("state").asText());
      assertTrue(recording.get("error").asText().contains("a file stands"), recording.toString());
      call.awaitSeconds(2);
      assertEquals("connected", call.json("/peers/{id}").get("connectionState").asText());
    }
  }
}
