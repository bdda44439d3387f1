package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.wav.WavFile;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside SoX' {@code rate -v}: the same noise at every rate, in level, shape and alignment. */
class ResamplerReferenceTest {
  private static short[] noise(int rate) throws Exception {
    byte[] wav = Vectors.bytes("resampled/noise" + rate + ".wav");
    return WavFile.read(new ByteArrayInputStream(wav)).samples();
  }

  @ParameterizedTest
  @MethodSource("io.antiphon.codec.ResamplerTest#everyPairOfRates")
  void isTheSameSignalAsSoxMakes(int from, int to) throws Exception {
    short[] in = noise(from);
    short[] wanted = noise(to);
    Resampler resampler = new Resampler(from, to, 1);
    short[] out = new short[resampler.outputFor(in.length)];
    resampler.process(in, 0, in.length, out, 0);
    double late = (double) resampler.latencyInputSamples() * to / from;
    double signal = 0;
    double noise = 0;
    for (int i = to / 20; i < to / 5; i++) {
      double sample = between(out, i + late);
      signal += (double) wanted[i] * wanted[i];
      noise += (sample - wanted[i]) * (sample - wanted[i]);
    }
    double levelDb = 10 * Math.log10(signal / (0.15 * to));
    assertTrue(levelDb > 60, "there is something: " + levelDb);
    double db = 10 * Math.log10(noise / signal);
    assertTrue(db < -60, from + " to " + to + " differs by " + db + " dB");
    assertEquals(wanted.length, out.length, 1);
  }

  /** Reads at a fraction of a sample, by a windowed sinc of 64. */
  private static double between(short[] pcm, double at) {
    int base = (int) Math.floor(at);
    double fraction = at - base;
    if (fraction < 1e-9) {
      return pcm[base];
    }
    double sum = 0;
    for (int k = -31; k <= 32; k++) {
      double x = k - fraction;
      double window = Math.cos(Math.PI * x / 66);
      sum += pcm[base + k] * Math.sin(Math.PI * x) / (Math.PI * x) * window * window;
    }
    return sum;
  }
}
