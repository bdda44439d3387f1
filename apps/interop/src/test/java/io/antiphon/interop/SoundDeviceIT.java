package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client with a microphone and a loudspeaker, both of them PulseAudio's. */
class SoundDeviceIT {
  private static final double SAMPLE_HZ = 433;
  private static final double SPOKEN_HZ = 511;
  private static final Duration CALL = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void whatIsSpokenIsRecordedAndWhatIsPlayedIsHeard() throws Exception {
    Path sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
    Path spoken = folder.resolve("spoken.wav");
    Sound.tone(SPOKEN_HZ, 0.5, 60, 48_000).write(spoken);
    try (PulseAudio pulse = PulseAudio.start(Files.createDirectory(folder.resolve("pulse")));
        Server server = Server.start(folder, "--sample", sample.toString());
        Program speaker = pulse.speak(spoken);
        Program other = pulse.playToTwin(spoken);
        PulseAudio.Listener twin = pulse.listenToTwin();
        PulseAudio.Listener listener = pulse.listen();
        Program client =
            Program.antiphon(
                folder,
                pulse.environment(),
                "client",
                "--server",
                server.url(),
                "--seconds",
                "7",
                "--recordings",
                folder.resolve("client_recordings").toString())) {
      assertEquals(0, client.awaitExit(CALL), client::story);
      assertTrue(speaker.isAlive(), speaker.story());
      server.awaitPeers(0, Duration.ofSeconds(20));
      assertTrue(other.isAlive(), other.story());
      double possible = ToneAnalysis.of(loudPart(twin.stop())).share(SPOKEN_HZ, 15);
      Sound said = Sound.read(server.recordings().get(0));
      assertTone(SPOKEN_HZ, said.trimmed(2, 0.2), 3, possible);
      assertTone(SAMPLE_HZ, loudPart(listener.stop()), 2.5, possible);
    }
  }

  @Test
  void theCallGoesOnWithoutItsDevicesAndTakesThemUpAgain() throws Exception {
    Path sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
    Path spoken = folder.resolve("spoken.wav");
    Sound.tone(SPOKEN_HZ, 0.5, 120, 48_000).write(spoken);
    try (PulseAudio pulse = PulseAudio.start(Files.createDirectory(folder.resolve("pulse")));
        Server server = Server.start(folder, "--sample", sample.toString());
        Program speaker = pulse.speak(spoken);
        Program client =
            Program.antiphon(
                folder,
                pulse.environment(),
                "client",
                "--server=" + server.url(),
                "--seconds=0",
                "--json",
                "--recordings=" + folder.resolve("heard"))) {
      client.awaitLine("\"event\":\"connected\"", CALL);
      pulse.stopMicrophone(true);
      client.awaitLine("device-lost.*capture", CALL);
      pulse.stopMicrophone(false);
      client.awaitLine("device-back.*capture", CALL);
      pulse.stopLoudspeaker(true);
      client.awaitLine("device-lost.*playback", CALL);
      pulse.stopLoudspeaker(false);
      client.awaitLine("device-back.*playback", CALL);
      client.awaitLine("\"inDroppedMillis\":[1-9]", CALL);
      try (PulseAudio.Listener listener = pulse.listen()) {
        Await.until("to hear", CALL, () -> listener.secondsHeard() > 4);
        assertEquals(SAMPLE_HZ, ToneAnalysis.of(listener.stop().trimmed(2, 0.2)).dominantHz(), 5);
      }
      assertTrue(speaker.isAlive(), speaker.story());
      assertFalse(client.out().contains("reconnecting"), client::story);
      client.signal("INT");
      assertEquals(130, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, Duration.ofSeconds(20));
      Sound said = Sound.read(server.recordings().get(0));
      assertEquals(
          SPOKEN_HZ, ToneAnalysis.of(said.trimmed(said.seconds() - 3, 0.2)).dominantHz(), 5);
    }
  }

  /** From a second after the first sound to just before the last. */
  private static Sound loudPart(Sound heard) {
    double step = 0.1;
    double first = -1;
    double last = -1;
    for (double at = 0; at + step <= heard.seconds(); at += step) {
      if (heard.between(at, at + step).rms() > 0.1) {
        first = first < 0 ? at : first;
        last = at;
      }
    }
    return heard.between(first + 1.5, last - 0.2);
  }

  /**
   * The tone, and next to nothing else; where the machine is so busy that its sound server tears
   * what no program of ours has touched, most of what was possible.
   *
   * @param possible the share of such a tone that was whole
   */
  private static void assertTone(double hz, Sound heard, double leastSeconds, double possible) {
    assertTrue(heard.seconds() >= leastSeconds, "length of " + heard);
    ToneAnalysis analysis = ToneAnalysis.of(heard);
    assertEquals(hz, analysis.dominantHz(), 1);
    double share = analysis.share(hz, 15);
    double least = possible > 0.95 ? 0.8 : 0.6 * possible;
    assertTrue(
        share > least,
        "a share of %.3f where %.3f was possible, %s"
            .formatted(share, possible, analysis.dropouts(10)));
    System.out.printf("%.0f Hz: a share of %.3f where %.3f was possible%n", hz, share, possible);
  }
}
