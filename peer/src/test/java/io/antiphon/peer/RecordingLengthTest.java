package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkConditions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recordings of six calls at once, each through a network that is bad in its own way from the first
 * second to the last but half.
 */
@Timeout(90)
class RecordingLengthTest {
  private static final long CALL_MILLIS = 6_000;
  private static final double TOLERANCE_SECONDS = 0.020;

  /** What happens to the packets. */
  enum Weather {
    CLEAN,
    LOSS,
    JITTER,
    DISORDER,
    STALLS,
    ALL;

    NetworkConditions conditions() {
      NetworkConditions clean = ImpairedCall.CLEAN;
      return switch (this) {
        case CLEAN -> clean;
        case LOSS -> clean.withLoss(0.2, 3);
        case JITTER -> clean.withJitter(Duration.ofMillis(40), true);
        case DISORDER -> clean.withJitter(Duration.ofMillis(40), false).withDuplication(0.1);
        case STALLS -> clean.withStalls(Duration.ofMillis(1_500), Duration.ofMillis(300));
        case ALL ->
            clean
                .withLoss(0.1, 3)
                .withJitter(Duration.ofMillis(30), false)
                .withDuplication(0.05)
                .withStalls(Duration.ofSeconds(2), Duration.ofMillis(300));
      };
    }

    int clockRateHz() {
      return this == JITTER ? 8_000 : 48_000;
    }
  }

  @TempDir static Path folder;
  private static final Map<Weather, Double> SECONDS = new EnumMap<>(Weather.class);
  private static final Map<Weather, RecentAudio> RECENT = new EnumMap<>(Weather.class);
  private static long skipped;
  private static final Map<Weather, Recorder> RESAMPLED = new EnumMap<>(Weather.class);

  @BeforeAll
  static void callInAllWeathers() throws Exception {
    Endpoint.warmUp().join();
    Map<Weather, ImpairedCall> calls = new EnumMap<>(Weather.class);
    try (Endpoint from = Endpoint.open(EndpointConfig.loopback());
        Endpoint to = Endpoint.open(EndpointConfig.loopback())) {
      for (Weather weather : Weather.values()) {
        ImpairedCall call = new ImpairedCall(from, to, 1, AudioConfig.defaults());
        calls.put(weather, call);
        RecentAudio recent = new RecentAudio(Duration.ofSeconds(30));
        RECENT.put(weather, recent);
        Recorder resampled =
            Recorder.to(
                file(weather, "-24k.wav"),
                new RecordingFormat(RecordingFormat.Container.WAV, 24_000, 2, 24),
                Recorder.DEFAULT_BUFFER);
        RESAMPLED.put(weather, resampled);
        call.listener().onTrack(track -> track.addRecorder(recent));
        call.connect(
            weather.clockRateHz() == 8_000 ? "0" : "111",
            WavRecorder.to(file(weather, ".wav")),
            resampled,
            Recorder.to(file(weather, ".opus"), RecordingFormat.OPUS, Recorder.DEFAULT_BUFFER));
      }
      awaitPackets(calls, 50);
      long skippedBefore = from.skippedSlots().get(5, TimeUnit.SECONDS);
      calls.forEach((weather, call) -> call.setConditions(weather.conditions()));
      awaitPackets(calls, CALL_MILLIS / 20);
      calls.values().forEach(call -> call.setConditions(ImpairedCall.CLEAN));
      awaitPackets(calls, CALL_MILLIS / 20 + 25);
      skipped = from.skippedSlots().get(5, TimeUnit.SECONDS) - skippedBefore;
      for (ImpairedCall call : calls.values()) {
        call.fallSilent();
      }
      pause(100);
      for (Weather weather : Weather.values()) {
        ImpairedCall call = calls.get(weather);
        int rate = weather.clockRateHz();
        SECONDS.put(weather, call.seconds(rate, rate / 50));
        call.hangUp();
        RESAMPLED.get(weather).finished().get(5, TimeUnit.SECONDS);
        call.close();
      }
    }
  }

  private static void awaitPackets(Map<Weather, ImpairedCall> calls, long number) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (calls.values().stream().anyMatch(call -> call.packets() < number)) {
      assertTrue(System.nanoTime() < deadline, "the calls do not get on");
      pause(5);
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @AfterAll
  static void forget() {
    SECONDS.clear();
    RECENT.clear();
    RESAMPLED.clear();
  }

  private static Path file(Weather weather, String suffix) {
    return folder.resolve(weather + suffix);
  }

  @ParameterizedTest
  @EnumSource
  void theFileIsAsLongAsTheCall(Weather weather) throws Exception {
    WavFile wav = WavFile.read(file(weather, ".wav"));
    assertEquals(SECONDS.get(weather), wav.seconds(), TOLERANCE_SECONDS);
    assertEquals(weather.clockRateHz(), wav.format().sampleRateHz());
    assertEquals(1, wav.format().channels());
  }

  @ParameterizedTest
  @EnumSource
  void soIsTheOneInAnotherFormat(Weather weather) throws Exception {
    WavFile wav = WavFile.read(file(weather, "-24k.wav"));
    assertEquals(SECONDS.get(weather), wav.seconds(), TOLERANCE_SECONDS);
    assertEquals(24_000, wav.format().sampleRateHz());
    assertEquals(2, wav.format().channels());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JITTER")
  void soIsTheOneThatWasNotTranscoded(Weather weather) throws Exception {
    assertEquals(
        SECONDS.get(weather),
        OpusTools.decode(file(weather, ".opus")).seconds(),
        TOLERANCE_SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void soIsWhatIsInMemory(Weather weather) {
    WavFile recent = RECENT.get(weather).lastAsWav(Duration.ofSeconds(30));
    assertEquals(SECONDS.get(weather), recent.seconds(), TOLERANCE_SECONDS);
    double purity = heard(recent).purity(511, 0.5, 1);
    assertTrue(purity > 0.98, "clean at first, yet of purity " + purity);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLEAN", "JITTER", "DISORDER", "STALLS"})
  void whereNothingIsLostNothingIsHeardOfTheNetwork(Weather weather) throws Exception {
    Heard heard = heard(WavFile.read(file(weather, ".wav")));
    StringBuilder impure = new StringBuilder();
    int windows = 0;
    for (double at = 1; at < SECONDS.get(weather) - 0.5; at += 0.25) {
      double purity = heard.purity(511, at, at + 0.25);
      if (purity < 0.98) {
        windows++;
        impure.append(purity).append(" at ").append(at).append(" s, ");
      }
    }
    // A loop that was late has left slots out before they ever came to the network.
    assertTrue(windows <= skipped, skipped + " slots skipped, purity " + impure);
  }

  @Test
  void aCallInG711IsNotRecordedAsOpusAndThatIsSaid() throws Exception {
    assertTrue(!file(Weather.JITTER, ".opus").toFile().exists());
  }

  private static Heard heard(WavFile wav) {
    Heard heard = new Heard();
    heard.accept(AudioFrame.of(wav.format(), wav.samples()));
    return heard;
  }
}
