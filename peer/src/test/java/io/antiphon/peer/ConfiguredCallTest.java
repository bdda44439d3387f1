package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings do to a call over loopback. */
@Timeout(60)
class ConfiguredCallTest {
  @TempDir Path folder;
  private Endpoint from;
  private Endpoint to;

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    from = Endpoint.open(EndpointConfig.loopback());
    to = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  @ParameterizedTest
  @CsvSource({"10, 111", "40, 111", "60, 111", "10, 0", "60, 9"})
  void packetsOfAnyLengthAreStampedExactly(int packetMillis, String format) throws Exception {
    int clockRateHz = format.equals("111") ? 48_000 : 8_000;
    int packetTicks = clockRateHz / 1000 * packetMillis;
    Heard heard = new Heard();
    try (ImpairedCall call = new ImpairedCall(from, to, 1, config(packetMillis))) {
      RemoteTrack track = call.connect(format);
      track.addRecorder(heard);
      heard.await(2 * (format.equals("9") ? 16_000 : clockRateHz));
      List<Integer> steps = call.timestampSteps();
      assertTrue(steps.size() > 2_000 / packetMillis - 30, steps.size() + " packets");
      // Whole packets, or else whole slots that a late loop left out.
      for (int step : steps) {
        int leftOut = step - packetTicks;
        boolean wholeSlots = leftOut >= 0 && leftOut % (clockRateHz / 50) == 0;
        assertTrue(wholeSlots, "a step of " + step + " ticks");
      }
      long exact = steps.stream().filter(step -> step == packetTicks).count();
      assertTrue(exact > 0.8 * steps.size(), exact + " of " + steps.size());
    }
    assertPure(heard, from.skippedSlots().get(5, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @CsvSource({"60, ptime:60, 60", "20, ptime:15, 10", "60, maxptime:45, 40", "40, ptime:5, 10"})
  void packetsAreAsLongAsTheOtherSideAsks(int ours, String asked, int millis) throws Exception {
    PeerConfig here = PeerConfig.on(from).withAudio(config(ours));
    List<Integer> durations = Collections.synchronizedList(new ArrayList<>());
    try (PeerConnection caller = PeerConnection.create(here);
        PeerConnection callee = PeerConnection.create(PeerConfig.on(to))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.setPacketSink((now, packet, ticks) -> durations.add(ticks)));
      SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
      SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
      String sdp = answer.sdp().replaceAll("a=(max)?ptime:.*\r\n", "") + "a=" + asked + "\r\n";
      caller.setRemoteDescription(SessionDescription.answer(sdp)).get(5, TimeUnit.SECONDS);
      for (int waited = 0; durations.size() < 5 && waited < 1_000; waited++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertEquals(Set.of(48 * millis), Set.copyOf(durations));
    }
  }

  /** The tone has no click but where a late loop left slots out. */
  private static void assertPure(Heard heard, long skippedSlots) {
    StringBuilder impure = new StringBuilder();
    int windows = 0;
    for (double at = 0.5; at < 1.75; at += 0.25) {
      double purity = heard.purity(511, at, at + 0.25);
      if (purity < 0.95) {
        windows++;
        impure.append(purity).append(" at ").append(at).append(" s, ");
      }
    }
    assertTrue(windows <= skippedSlots, skippedSlots + " slots skipped, purity " + impure);
  }

  private static AudioConfig config(int packetMillis) {
    return AudioConfig.defaults().toBuilder().packetMillis(packetMillis).build();
  }

  @Test
  void aCallEndsWithItsMaximumTime() throws Exception {
    PeerConfig limited = PeerConfig.on(to).withMaxCallTime(Duration.ofMillis(700));
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(from));
        PeerConnection callee = PeerConnection.create(limited)) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      Heard heard = new Heard();
      callee.onTrack(track -> track.addRecorder(heard));
      connect(caller, callee);
      callee.closed().get(10, TimeUnit.SECONDS);
      caller.closed().get(10, TimeUnit.SECONDS);
      assertTrue(String.valueOf(callee.reason()).contains("maximum time"), callee.reason());
      assertEquals(0.7, heard.seconds(), 0.3);
    }
  }

  @Test
  void aMaximumTimeThatIsSetDuringTheCallEndsIt() throws Exception {
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(from));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(to))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      connect(caller, callee);
      callee.setConfiguration(callee.getConfiguration().withMaxCallTime(Duration.ofMillis(1)));
      callee.closed().get(10, TimeUnit.SECONDS);
      assertTrue(String.valueOf(callee.reason()).contains("maximum time"), callee.reason());
    }
  }

  @Test
  void theChannelsAreAskedForAndSent() throws Exception {
    AudioConfig stereo = AudioConfig.defaults().toBuilder().channels(2).build();
    Heard heard = new Heard();
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(from).withAudio(stereo));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(to).withAudio(stereo))) {
      caller.addTrack(AudioSource.tone(AudioFormat.STEREO_48K, 511, -12));
      callee.onTrack(track -> track.addRecorder(heard));
      connect(caller, callee);
      heard.await(24_000);
    }
    assertEquals(2, heard.channels());
  }

  @Test
  void everyStageIsCapturedUnderItsName() throws Exception {
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(from));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(to))) {
      caller.addTrack(AudioSource.tone(AudioFormat.mono(24_000), 511, -12));
      callee.addTrack(AudioSource.tone(AudioFormat.STEREO_48K, 711, -12));
      Heard heard = new Heard();
      callee.onTrack(track -> track.addSink(heard));
      connect(caller, callee);
      heard.await(9_600);
      StageCapture capture = new StageCapture(folder, "peer_20261120T000000.000Z");
      callee.startCapture(capture);
      heard.await(9_600 + 96_000);
      callee.stopCapture().get(5, TimeUnit.SECONDS);
      capture.finished().get(5, TimeUnit.SECONDS);
    }
    for (String stage :
        List.of(
            "01-pushed_48000_2ch",
            "02-framed_48000_2ch",
            "03-converted_48000_1ch",
            "04-encoded_48000_1ch",
            "05-received_48000_1ch",
            "06-processed_48000_1ch",
            "07-played_48000_2ch")) {
      WavFile wav = WavFile.read(folder.resolve("peer_20261120T000000.000Z_" + stage + ".wav"));
      assertEquals(2, wav.seconds(), 0.5, stage);
      Heard captured = new Heard();
      captured.accept(io.antiphon.codec.AudioFrame.of(wav.format(), wav.samples()));
      double hertz = stage.compareTo("05") < 0 ? 711 : 511;
      double purity = captured.purity(hertz, 0.5, 1.4);
      assertTrue(purity > 0.9, stage + ": " + purity);
    }
    try (Stream<Path> files = Files.list(folder)) {
      Pattern name = Pattern.compile("peer_20261120T000000\\.000Z_\\d\\d-[a-z]+_\\d+_\\dch\\.wav");
      assertTrue(files.allMatch(file -> name.matcher(file.getFileName().toString()).matches()));
    }
  }

  @Test
  void recordingsThatStartAndStopInTheMiddleHoldWhatWasSaidBetween() throws Exception {
    Heard heard = new Heard();
    Heard part = new Heard();
    try (ImpairedCall call = new ImpairedCall(from, to, 1, AudioConfig.defaults())) {
      RemoteTrack track = call.connect("111");
      track.addRecorder(heard);
      heard.await(24_000);
      // All that comes is late by up to 300 ms; what it holds is not.
      call.setConditions(
          ImpairedCall.CLEAN.withStalls(Duration.ofSeconds(1), Duration.ofMillis(300)));
      track.addRecorder(part);
      long packetsBefore = call.packets();
      heard.await(24_000 + 72_000);
      long packetsAfter = call.packets();
      track.remove(part);
      part.awaitEnd();
      double spoken = (packetsAfter - packetsBefore) * 0.020;
      assertEquals(spoken, part.seconds(), 0.4);
      // The reading goes on for those who stay.
      heard.await(24_000 + 96_000);
      assertTrue(part.isEnded());
      // And whoever comes when nobody had been listening hears nothing from before.
      track.remove(heard);
      call.awaitPackets(packetsAfter + 100);
      Heard late = new Heard();
      track.addRecorder(late);
      late.await(24_000);
      assertEquals(0.5, late.seconds(), 0.35);
      assertTrue(late.purity(511, 0, 0.4) > 0.9, "no silence of the time between");
    }
  }

  private static void connect(PeerConnection caller, PeerConnection callee) throws Exception {
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
  }
}
