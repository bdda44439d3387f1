package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.Resampler;
import io.antiphon.codec.wav.WavFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Draws the pictures of {@code docs/choppy-audio.md} from sounds that are made here, each with one
 * thing wrong with it.
 */
final class ChoppyAudioPlots {
  static final Path FOLDER = Path.of("../../docs/choppy-audio");

  private static final int RATE = 16_000;

  private ChoppyAudioPlots() {}

  /** Draws all of them anew, from the folder {@code apps/client}. */
  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, BufferedImage> each : draw().entrySet()) {
      ImageIO.write(each.getValue(), "png", FOLDER.resolve(each.getKey() + ".png").toFile());
    }
  }

  static Map<String, BufferedImage> draw() {
    Map<String, BufferedImage> plots = new LinkedHashMap<>();
    plots.put("good", plot(RATE, voice()));
    plots.put("gaps", plot(RATE, gaps(voice())));
    plots.put("narrow", plot(48_000, upsampled(voice())));
    plots.put("wrong-rate", plot(2 * RATE, voice()));
    plots.put("clipped", plot(RATE, clipped(voice())));
    plots.put("echo", plot(RATE, echo(voice())));
    return plots;
  }

  private static BufferedImage plot(int rateHz, short[] samples) {
    return WavPlot.draw(WavFile.of(AudioFormat.mono(rateHz), samples));
  }

  /** Three seconds of something like vowels: harmonics that glide, in four bursts. */
  private static short[] voice() {
    short[] samples = new short[3 * RATE];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double second = (double) i / RATE;
      phase += 2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * second / 1.5)) / RATE;
      double burst = Math.max(0, Math.sin(2 * Math.PI * second / 0.75));
      double value = 0;
      for (int harmonic = 1; harmonic <= 40; harmonic++) {
        double hertz = 140.0 * harmonic;
        double formants =
            1 / (1 + Math.pow((hertz - 700) / 300, 2))
                + 0.4 / (1 + Math.pow((hertz - 2_400) / 500, 2))
                + 0.02;
        value += formants * Math.sin(harmonic * phase);
      }
      samples[i] = (short) Math.round(4_500 * burst * value);
    }
    return samples;
  }

  /** 40 ms are missing every 300. */
  private static short[] gaps(short[] samples) {
    for (int from = RATE / 10; from < samples.length; from += 3 * RATE / 10) {
      Arrays.fill(samples, from, Math.min(samples.length, from + RATE / 25), (short) 0);
    }
    return samples;
  }

  /** Three times the rate, but no sound above 8 kHz. */
  private static short[] upsampled(short[] samples) {
    short[] more = new short[3 * samples.length];
    new Resampler(RATE, 3 * RATE, 1).process(samples, 0, samples.length, more, 0);
    return more;
  }

  private static short[] clipped(short[] samples) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.max(-32_768, Math.min(32_767, 6 * samples[i]));
    }
    return samples;
  }

  /** One burst, and the same again every 500 ms, each time half as loud. */
  private static short[] echo(short[] samples) {
    Arrays.fill(samples, RATE / 4, samples.length, (short) 0);
    for (int i = samples.length - 1; i >= RATE / 2; i--) {
      samples[i] = (short) (samples[i] + samples[i - RATE / 2] / 2);
    }
    for (int i = samples.length - 1; i >= RATE; i--) {
      samples[i] = (short) (samples[i] + samples[i - RATE / 2] / 2);
    }
    return samples;
  }
}
