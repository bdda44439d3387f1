package io.antiphon.client;

import io.antiphon.codec.wav.WavFile;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Draws a WAV file: the waveform, below it the spectrogram, with axes in seconds and kHz. All
 * channels together. The same file gives the same picture on every machine.
 */
final class WavPlot {
  static final int WIDTH = 900;
  static final int HEIGHT = 420;
  static final int LEFT = 56;
  static final int RIGHT = WIDTH - 12;
  static final int WAVE_TOP = 12;
  static final int WAVE_BOTTOM = 132;
  static final int SPECTRUM_TOP = 148;
  static final int SPECTRUM_BOTTOM = HEIGHT - 28;

  private static final int BACKGROUND = 0xffffff;
  private static final int INK = 0x303030;
  private static final int GRID = 0xd8d8d8;
  private static final int WAVE = 0x1f5fa8;
  private static final int SCALE = 2;
  private static final int[] COLOURS = {0x000004, 0x3b0f70, 0x8c2981, 0xde4968, 0xfe9f6d, 0xfcfdbf};

  private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final float[] mono;
  private final int rateHz;
  private final double seconds;

  private WavPlot(WavFile wav) {
    rateHz = wav.format().sampleRateHz();
    mono = mono(wav);
    seconds = Math.max(1e-3, wav.seconds());
  }

  /** The picture of a file. */
  static BufferedImage draw(WavFile wav) {
    WavPlot plot = new WavPlot(wav);
    plot.rectangle(0, 0, WIDTH, HEIGHT, BACKGROUND);
    plot.spectrogram();
    plot.secondsAxis();
    plot.waveform();
    plot.levelAxis();
    plot.frequencyAxis();
    return plot.image;
  }

  private static float[] mono(WavFile wav) {
    int channels = wav.format().channels();
    short[] samples = wav.samples();
    float[] mono = new float[wav.samplesPerChannel()];
    for (int i = 0; i < samples.length; i++) {
      mono[i / channels] += samples[i] / 32_768f / channels;
    }
    return mono;
  }

  private int sampleAt(int x) {
    return (int) ((long) (x - LEFT) * mono.length / (RIGHT - LEFT));
  }

  private void waveform() {
    for (int x = LEFT; x < RIGHT; x++) {
      int to = Math.max(sampleAt(x) + 1, sampleAt(x + 1));
      float low = 0;
      float high = 0;
      for (int i = sampleAt(x); i < Math.min(to, mono.length); i++) {
        low = Math.min(low, mono[i]);
        high = Math.max(high, mono[i]);
      }
      int top = waveY(high);
      rectangle(x, top, 1, Math.max(1, waveY(low) - top), WAVE);
    }
  }

  private static int waveY(double value) {
    return (int) Math.round(WAVE_BOTTOM - (value + 1) / 2 * (WAVE_BOTTOM - WAVE_TOP));
  }

  private void spectrogram() {
    // 20 to 40 ms: long enough for a voice's harmonics, short enough for the gap of a packet.
    int size = Integer.highestOneBit(rateHz / 25);
    Spectrum spectrum = new Spectrum(size);
    double[] levels = new double[spectrum.bins()];
    int rows = SPECTRUM_BOTTOM - SPECTRUM_TOP;
    for (int x = LEFT; x < RIGHT; x++) {
      spectrum.measure(mono, sampleAt(x) - size / 2, levels);
      for (int row = 0; row < rows; row++) {
        int from = row * levels.length / rows;
        int to = Math.max(from + 1, (row + 1) * levels.length / rows);
        double loudest = Spectrum.FLOOR_DBFS;
        for (int bin = from; bin < to; bin++) {
          loudest = Math.max(loudest, levels[bin]);
        }
        image.setRGB(x, SPECTRUM_BOTTOM - 1 - row, colour(1 - loudest / Spectrum.FLOOR_DBFS));
      }
    }
  }

  /** From black through red to light yellow: 0 is the floor, 1 full scale. */
  private static int colour(double share) {
    double at = Math.max(0, Math.min(1, share)) * (COLOURS.length - 1);
    int index = Math.min(COLOURS.length - 2, (int) at);
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int from = (COLOURS[index] >> shift) & 0xff;
      int to = (COLOURS[index + 1] >> shift) & 0xff;
      mixed |= (int) Math.round(from + (to - from) * (at - index)) << shift;
    }
    return mixed;
  }

  private void secondsAxis() {
    double step = step(seconds, 8);
    for (int i = 0; i * step <= seconds * 1.0001; i++) {
      int x = LEFT + (int) Math.round(i * step / seconds * (RIGHT - 1 - LEFT));
      rectangle(x, WAVE_TOP, 1, WAVE_BOTTOM - WAVE_TOP, GRID);
      rectangle(x, SPECTRUM_BOTTOM, 1, 4, INK);
      String label = label(i * step) + (i == 0 ? "s" : "");
      int width = PixelFont.width(label, SCALE);
      text(label, Math.min(x - width / 2, WIDTH - width - 2), SPECTRUM_BOTTOM + 8);
    }
  }

  private void levelAxis() {
    for (int value = -1; value <= 1; value++) {
      String label = Integer.toString(value);
      int y = waveY(value);
      rectangle(LEFT - 4, Math.min(y, WAVE_BOTTOM - 1), 4, 1, INK);
      text(label, LEFT - 8 - PixelFont.width(label, SCALE), y - PixelFont.HEIGHT);
    }
  }

  private void frequencyAxis() {
    double most = rateHz / 2000.0;
    double step = step(most, 6);
    for (int i = 0; i * step <= most * 1.0001; i++) {
      int rows = SPECTRUM_BOTTOM - SPECTRUM_TOP;
      int y = SPECTRUM_BOTTOM - (int) Math.round(i * step / most * rows);
      rectangle(LEFT - 4, Math.min(y, SPECTRUM_BOTTOM - 1), 4, 1, INK);
      String label = label(i * step) + (i == 0 ? "kHz" : "");
      text(label, LEFT - 8 - PixelFont.width(label, SCALE), y - PixelFont.HEIGHT);
    }
  }

  /** 1, 2 or 5 times a power of ten, so that there are about as many steps as wanted. */
  static double step(double range, int wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(range / wanted)));
    for (double factor : new double[] {1, 2, 5}) {
      if (range / (factor * power) <= wanted) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
  }

  private void text(String text, int x, int y) {
    PixelFont.draw(image, text, Math.max(0, x), Math.max(0, y), SCALE, INK);
  }

  private void rectangle(int x, int y, int width, int height, int rgb) {
    for (int row = Math.max(0, y); row < Math.min(HEIGHT, y + height); row++) {
      for (int column = Math.max(0, x); column < Math.min(WIDTH, x + width); column++) {
        image.setRGB(column, row, rgb);
      }
    }
  }
}
