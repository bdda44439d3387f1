package io.antiphon.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * One channel of sound between -1 and 1, and its files.
 *
 * <p>Reads and writes WAV through the JDK, so that what the programs write is judged by somebody
 * else's reader.
 */
final class Sound {
  private final int rateHz;
  private final double[] samples;

  Sound(int rateHz, double[] samples) {
    this.rateHz = rateHz;
    this.samples = samples;
  }

  int rateHz() {
    return rateHz;
  }

  double[] samples() {
    return samples;
  }

  /** Reads a 16-bit PCM WAV file, mixing its channels to one. */
  static Sound read(Path wav) throws IOException {
    try (AudioInputStream in = AudioSystem.getAudioInputStream(wav.toFile())) {
      AudioFormat format = in.getFormat();
      if (format.getSampleSizeInBits() != 16
          || !format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)) {
        throw new IOException(wav + " is not 16-bit PCM but " + format);
      }
      ByteOrder order = format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      return ofPcm(
          ByteBuffer.wrap(in.readAllBytes()).order(order),
          Math.round(format.getSampleRate()),
          format.getChannels());
    } catch (UnsupportedAudioFileException e) {
      throw new IOException(wav + " is no WAV file", e);
    }
  }

  /**
   * Takes 16-bit interleaved samples in the buffer's own byte order, mixing the channels to one.
   */
  static Sound ofPcm(ByteBuffer pcm, int rateHz, int channels) {
    double[] samples = new double[pcm.remaining() / 2 / channels];
    for (int i = 0; i < samples.length; i++) {
      for (int channel = 0; channel < channels; channel++) {
        samples[i] += pcm.getShort() / 32768.0 / channels;
      }
    }
    return new Sound(rateHz, samples);
  }

  static Sound tone(double hz, double amplitude, double seconds, int rateHz) {
    double[] samples = new double[(int) Math.round(seconds * rateHz)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = amplitude * Math.sin(2 * Math.PI * hz * i / rateHz);
    }
    return new Sound(rateHz, samples);
  }

  /**
   * Something a speech codec takes for speech: syllables of a gliding voice with harmonics, breath
   * between them and a pause now and then. The same seed gives the same words.
   */
  static Sound speechLike(long seed, double seconds, int rateHz) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] samples = new double[(int) Math.round(seconds * rateHz)];
    int at = 0;
    while (at < samples.length) {
      int length = (int) (rateHz * random.nextDouble(0.12, 0.3));
      double pitchHz = random.nextDouble(95, 180);
      double glide = random.nextDouble(-0.2, 0.2);
      double formantHz = random.nextDouble(400, 2200);
      boolean pause = random.nextInt(6) == 0;
      double phase = 0;
      for (int i = 0; i < length && at + i < samples.length; i++) {
        double progress = (double) i / length;
        double hz = pitchHz * (1 + glide * progress);
        phase += 2 * Math.PI * hz / rateHz;
        double loudness = pause ? 0 : Math.sin(Math.PI * progress);
        samples[at + i] = loudness * voice(phase, hz, formantHz) + random.nextGaussian() * 0.001;
      }
      at += length;
    }
    return new Sound(rateHz, samples);
  }

  private static double voice(double phase, double hz, double formantHz) {
    double sum = 0;
    for (int harmonic = 1; harmonic <= 20; harmonic++) {
      double distance = (harmonic * hz - formantHz) / 500;
      sum += Math.sin(phase * harmonic) * (0.06 / harmonic + 0.05 * Math.exp(-distance * distance));
    }
    return sum;
  }

  void write(Path wav) throws IOException {
    ByteBuffer pcm = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (double sample : samples) {
      pcm.putShort((short) Math.round(Math.max(-1, Math.min(1, sample)) * 32767));
    }
    AudioFormat format = new AudioFormat(rateHz, 16, 1, true, false);
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(pcm.array()), format, samples.length)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, wav.toFile());
    }
  }

  double seconds() {
    return (double) samples.length / rateHz;
  }

  /** The part between two times; what lies beyond the end is left out. */
  Sound between(double fromSeconds, double toSeconds) {
    int from = Math.min(samples.length, (int) Math.round(fromSeconds * rateHz));
    int to = Math.max(from, Math.min(samples.length, (int) Math.round(toSeconds * rateHz)));
    return new Sound(rateHz, Arrays.copyOfRange(samples, from, to));
  }

  /** All but what was cut from both ends. */
  Sound trimmed(double headSeconds, double tailSeconds) {
    return between(headSeconds, seconds() - tailSeconds);
  }

  double rms() {
    double power = 0;
    for (double sample : samples) {
      power += sample * sample;
    }
    return samples.length == 0 ? 0 : Math.sqrt(power / samples.length);
  }

  @Override
  public String toString() {
    return "%.2f s at %d Hz".formatted(seconds(), rateHz);
  }
}
