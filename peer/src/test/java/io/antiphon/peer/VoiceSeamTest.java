package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A voice without hiss has nothing above 8 kHz, and a click has as much there as anywhere: its
 * spectrum tells of each seam that is heard between what is decoded, concealed and stretched.
 */
class VoiceSeamTest {
  private static final int SLOTS = 200;
  private static final int FIRST_SLOT = 25;

  private static double undisturbed;
  private static double repaired;

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

  /**
   * What the decoder itself makes of losses, by redundancy and concealment: behind them it is
   * brighter for a while, as its upper bands go on from what was not there.
   */
  private static short[] decodedWithLosses() throws Exception {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).complexity(1).fec(20).build();
    OpusDecoder decoder = new OpusDecoder(1);
    short[] said = vowels(SLOTS * HeardCall.FRAME);
    short[] pcm = new short[said.length];
    byte[] payload = new byte[1_500];
    for (int slot = 0; slot < SLOTS; slot++) {
      int at = slot * HeardCall.FRAME;
      int length = encoder.encode(said, at, HeardCall.FRAME, payload, 0, payload.length);
      int before = at - HeardCall.FRAME;
      switch (slot % 9) {
        case 3, 6 -> {}
        case 7 -> decoder.decodeLost(HeardCall.FRAME, pcm, before);
        case 4, 8 -> {
          decoder.decodeFec(payload, 0, length, HeardCall.FRAME, pcm, before);
          decoder.decode(payload, 0, length, pcm, at);
        }
        default -> decoder.decode(payload, 0, length, pcm, at);
      }
    }
    return pcm;
  }

  @BeforeAll
  static void listenToTheDecoderAlone() throws Exception {
    undisturbed = HeardCall.brightest(heard(NetworkConditions.CLEAN));
    repaired = HeardCall.brightest(decodedWithLosses());
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noSeamIsHeardInAVoiceInAnyWeather(NetworkProfile profile) throws Exception {
    double brightest = HeardCall.brightest(heard(profile.at(Duration.ofSeconds(61))));
    double most = profile.name().contains("loss") ? repaired : 1.5 * undisturbed;
    assertTrue(brightest < most, () -> brightest + ", not below " + most);
  }
}
