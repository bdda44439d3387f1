package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;

/** Things to listen to, and ways of listening. Levels are RMS in dBFS unless they say peak. */
final class Signals {
  static final AudioFormat MONO = AudioFormat.MONO_48K;

  private Signals() {}

  /** A sine; the level is its RMS. */
  static short[] tone(AudioFormat format, double hz, double rmsDbfs, double seconds) {
    short[] pcm = silence(format, seconds);
    AudioSource.tone(format, hz, rmsDbfs + 10 * Math.log10(2))
        .read(pcm, 0, pcm.length / format.channels());
    return pcm;
  }

  static short[] silence(AudioFormat format, double seconds) {
    return new short[(int) Math.round(seconds * format.sampleRateHz()) * format.channels()];
  }

  static short[] noise(double rmsDbfs, double seconds, long seed) {
    Random random = new Random(seed);
    short[] pcm = silence(MONO, seconds);
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = Pcm.saturate((float) (random.nextGaussian() * 32_767 * amplitude(rmsDbfs)));
    }
    return pcm;
  }

  /**
   * Like speech to the ear of a processor: voiced syllables, four a second, of changing pitch,
   * formants and loudness, with a pause of 0.75 s after every nine. The level is the mean of all
   * that is not pause.
   */
  static short[] speech(AudioFormat format, double rmsDbfs, double seconds, long seed) {
    Random random = new Random(seed);
    double[] voice = new double[silence(format, seconds).length / format.channels()];
    int syllable = format.sampleRateHz() / 4;
    for (int first = 0; first < voice.length; first += syllable) {
      double pitch = 100 + random.nextInt(80);
      double loud = 0.7 + 0.6 * random.nextDouble();
      double[] formants = {
        300 + random.nextInt(500), 900 + random.nextInt(1_200), 2_300 + random.nextInt(900)
      };
      if (first / syllable % 12 < 9) {
        int count = Math.min(syllable, voice.length - first);
        pronounce(voice, first, count, format.sampleRateHz(), pitch, loud, formants);
      }
    }
    double power = Arrays.stream(voice).map(x -> x * x).sum();
    long sounding = Arrays.stream(voice).filter(x -> x != 0).count();
    double scale = 32_767 * amplitude(rmsDbfs) / Math.sqrt(power / sounding);
    short[] pcm = silence(format, seconds);
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = Pcm.saturate((float) (voice[i / format.channels()] * scale));
    }
    return pcm;
  }

  private static void pronounce(
      double[] voice,
      int first,
      int count,
      int rate,
      double pitch,
      double loud,
      double[] formants) {
    double phase = 0;
    int sounding = rate / 5;
    for (int i = 0; i < Math.min(count, sounding); i++) {
      phase += 2 * Math.PI * pitch * (1 + 0.03 * Math.sin(2 * Math.PI * 5 * i / rate)) / rate;
      double envelope = loud * Math.pow(Math.sin(Math.PI * (i + 0.5) / sounding), 0.7);
      for (int harmonic = 1; harmonic < 30; harmonic++) {
        double hz = harmonic * pitch;
        double strength = 0.01;
        for (double formant : formants) {
          strength += 1 / (1 + Math.pow((hz - formant) / 120, 2));
        }
        double sine = Math.sin(harmonic * phase + harmonic * harmonic);
        voice[first + i] += envelope * strength / (1 + hz / 1_500) * sine;
      }
    }
  }

  static short[] sum(short[] a, short[] b) {
    short[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Pcm.saturate(a[i] + b[i]);
    }
    return sum;
  }

  static short[] join(short[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    short[] all = new short[length];
    int at = 0;
    for (short[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** All that comes out of a processor, in frames of 20 ms. */
  static short[] through(AudioProcessor processor, AudioFormat format, short[] pcm) {
    int samples = format.samplesPerChannel(20);
    return through(processor, format, pcm, () -> samples);
  }

  /** The same in frames of any size. */
  static short[] through(
      AudioProcessor processor, AudioFormat format, short[] pcm, IntSupplier samplesPerFrame) {
    int channels = format.channels();
    short[] out = new short[0];
    int length = 0;
    for (int at = 0; at < pcm.length; ) {
      int count = Math.min(samplesPerFrame.getAsInt() * channels, pcm.length - at);
      AudioFrame frame = AudioFrame.of(format, Arrays.copyOfRange(pcm, at, at + count));
      AudioFrame result = processor.process(frame);
      if (length + result.length() > out.length) {
        out = Arrays.copyOf(out, Math.max(2 * out.length, length + result.length() + pcm.length));
      }
      System.arraycopy(result.samples(), 0, out, length, result.length());
      length += result.length();
      at += count;
    }
    return Arrays.copyOf(out, length);
  }

  /** RMS of a stretch given in seconds of mono at 48 kHz. */
  static double dbfs(short[] pcm, double from, double to) {
    int first = (int) Math.round(from * 48_000);
    return decibels(LevelMeter.rms(pcm, first, (int) Math.round(to * 48_000) - first));
  }

  static double decibels(double amplitude) {
    return 20 * Math.log10(amplitude);
  }

  static double amplitude(double decibels) {
    return Math.pow(10, decibels / 20);
  }

  /**
   * The loudest sample above 6 kHz, in dBFS: what is left of a click when tone and voice are taken
   * away. The first 20 ms, in which the filter settles, do not count.
   */
  static double clicksDbfs(short[] pcm) {
    double[] state = new double[8];
    Biquad[] filter = Butterworth.highPass(4, 6_000, 48_000).toArray(new Biquad[0]);
    double loudest = 0;
    for (int i = 0; i < pcm.length; i++) {
      double x = pcm[i];
      for (int s = 0; s < filter.length; s++) {
        Biquad section = filter[s];
        double y = section.b0() * x + state[2 * s];
        state[2 * s] = section.b1() * x - section.a1() * y + state[2 * s + 1];
        state[2 * s + 1] = section.b2() * x - section.a2() * y;
        x = y;
      }
      loudest = i < 960 ? 0 : Math.max(loudest, Math.abs(x));
    }
    return decibels(Math.max(loudest, 0.1) / 32_767);
  }

  /** A tone of -15 dBFS that has been going on for so many samples already. */
  static short[] ongoing(double hz, int past, double seconds) {
    short[] pcm = silence(MONO, seconds);
    for (int i = 0; i < pcm.length; i++) {
      double angle = 2 * Math.PI * hz * (past + i) / 48_000;
      pcm[i] = (short) Math.round(32_767 * amplitude(-12) * Math.sin(angle));
    }
    return pcm;
  }
}
