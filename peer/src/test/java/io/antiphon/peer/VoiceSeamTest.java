package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A voice without hiss has nothing above 8 kHz, and a click has as much there as anywhere: its
 * spectrum tells of each seam that is heard between what is decoded, concealed and stretched.
 */
class VoiceSeamTest {
  private static final int SLOTS = 300;
  private static final int FIRST_SLOT = 25;

  private static double undisturbed;

  static List<NetworkProfile> profiles() {
    return NetworkProfile.all();
  }

  private static AudioSource voice() {
    return AudioSource.once(WavFile.of(AudioFormat.MONO_48K, vowels(SLOTS * HeardCall.FRAME)));
  }

  /** Harmonics up to 2 kHz of a pitch that glides, in syllables that begin and end softly. */
  private static short[] vowels(int samples) {
    short[] pcm = new short[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double seconds = i / 48_000.0;
      phase += 2 * Math.PI * (150 + 50 * Math.sin(2 * Math.PI * 0.7 * seconds)) / 48_000;
      double loud = 6_000 * Math.pow(Math.sin(2 * Math.PI * 1.9 * seconds), 2);
      double sum = 0;
      for (int harmonic = 1; harmonic <= 10; harmonic++) {
        sum += Math.sin(harmonic * phase) / harmonic;
      }
      pcm[i] = (short) (loud * sum);
    }
    return pcm;
  }

  private static short[] heard(NetworkConditions conditions) throws Exception {
    return new HeardCall(1, voice(), conditions).talk(SLOTS).heardFrom(FIRST_SLOT);
  }

  @BeforeAll
  static void listenUndisturbed() throws Exception {
    undisturbed = HeardCall.brightest(heard(NetworkConditions.CLEAN));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noSeamIsHeardInAVoiceInAnyWeather(NetworkProfile profile) throws Exception {
    double brightest = HeardCall.brightest(heard(profile.at(Duration.ofSeconds(61))));
    System.out.println(profile.name() + " " + brightest + " " + undisturbed);
    assertTrue(
        brightest < 2 * undisturbed, () -> brightest + " where it was " + undisturbed);
  }

  @Test
  void aStepOfAFewHundredWouldBe() throws Exception {
    short[] pcm = heard(NetworkConditions.CLEAN);
    for (int i = pcm.length / 2; i < pcm.length; i++) {
      pcm[i] += 300;
    }
    double brightest = HeardCall.brightest(pcm);
    System.out.println("step " + brightest);
    assertTrue(brightest > 2 * undisturbed, () -> brightest + " where it was " + undisturbed);
  }
}
