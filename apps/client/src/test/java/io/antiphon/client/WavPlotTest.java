package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavPlotTest {
  @TempDir Path folder;
  private final Program program = new Program(FakeSound.devices());

  private static WavFile tone(int rateHz, double hertz, double seconds) {
    short[] samples = new short[(int) (rateHz * seconds)];
    AudioSource.tone(AudioFormat.mono(rateHz), hertz, 0).read(samples, 0, samples.length);
    return WavFile.of(AudioFormat.mono(rateHz), samples);
  }

  private static int brightness(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    return ((rgb >> 16) & 0xff) + ((rgb >> 8) & 0xff) + (rgb & 0xff);
  }

  private static int brightest(BufferedImage image, int x, int aroundY) {
    int most = 0;
    for (int y = aroundY - 3; y <= aroundY + 3; y++) {
      most = Math.max(most, brightness(image, x, y));
    }
    return most;
  }

  @ParameterizedTest
  @CsvSource({"48000, 6000", "48000, 18000", "8000, 1000", "24000, 511"})
  void aToneIsABrightLineAtItsFrequency(int rateHz, double hertz) {
    BufferedImage image = WavPlot.draw(tone(rateHz, hertz, 2));
    int rows = WavPlot.SPECTRUM_BOTTOM - WavPlot.SPECTRUM_TOP;
    int expected = WavPlot.SPECTRUM_BOTTOM - (int) (hertz / (rateHz / 2.0) * rows);
    int brightest = WavPlot.SPECTRUM_TOP;
    int x = (WavPlot.LEFT + WavPlot.RIGHT) / 2;
    for (int y = WavPlot.SPECTRUM_TOP; y < WavPlot.SPECTRUM_BOTTOM; y++) {
      if (brightness(image, x, y) > brightness(image, x, brightest)) {
        brightest = y;
      }
    }
    assertEquals(expected, brightest, 2);
    assertTrue(brightness(image, x, WavPlot.SPECTRUM_TOP) < 200, "dark elsewhere");
  }

  @Test
  void aGapIsSeenInBothPictures() {
    WavFile wav = tone(48_000, 3_000, 2);
    short[] samples = wav.samples();
    java.util.Arrays.fill(samples, 48_000, 52_800, (short) 0);
    BufferedImage image = WavPlot.draw(WavFile.of(wav.format(), samples));
    int x = WavPlot.LEFT + (int) ((WavPlot.RIGHT - WavPlot.LEFT) * 1.05 / 2);
    int row = WavPlot.SPECTRUM_BOTTOM - (WavPlot.SPECTRUM_BOTTOM - WavPlot.SPECTRUM_TOP) / 8;
    assertTrue(brightest(image, x, row) < 100, "silence is black");
    assertTrue(brightest(image, x - 50, row) > 400, "the tone is bright");
    int quarter = WavPlot.WAVE_TOP + (WavPlot.WAVE_BOTTOM - WavPlot.WAVE_TOP) / 4;
    assertEquals(0xffffff, image.getRGB(x, quarter) & 0xffffff);
    assertEquals(0x1f5fa8, image.getRGB(x - 50, quarter) & 0xffffff);
  }

  @Test
  void theSpectrumKnowsLevels() {
    float[] sine = new float[4_096];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (float) (0.1 * Math.sin(2 * Math.PI * 64 * i / 1_024));
    }
    Spectrum spectrum = new Spectrum(1_024);
    double[] levels = new double[spectrum.bins()];
    spectrum.measure(sine, 1_024, levels);
    assertEquals(-20, levels[64], 0.01);
    assertEquals(Spectrum.FLOOR_DBFS, levels[200], 1);
  }

  @Test
  void stepsAreRound() {
    assertEquals(1, WavPlot.step(6, 8));
    assertEquals(0.5, WavPlot.step(4, 8), 1e-12);
    assertEquals(5, WavPlot.step(24, 6), 1e-12);
    assertEquals(0.02, WavPlot.step(0.1, 8), 1e-12);
  }

  @Test
  void theShortestFileIsDrawnToo() {
    assertEquals(WavPlot.WIDTH, WavPlot.draw(tone(8_000, 100, 0)).getWidth());
    assertEquals(WavPlot.HEIGHT, WavPlot.draw(tone(8_000, 100, 0.001)).getHeight());
  }

  @Test
  void theCommandWritesAPictureBesideTheFileOrWhereItIsTold() throws Exception {
    Path wav = Files.write(folder.resolve("call.wav"), tone(8_000, 1_000, 0.5).toBytes());
    assertEquals(ExitCode.DONE, program.run("wav", "plot", wav.toString()), program.err());
    BufferedImage image = ImageIO.read(folder.resolve("call.png").toFile());
    assertEquals(WavPlot.WIDTH, image.getWidth());
    Path other = folder.resolve("other.png");
    assertEquals(ExitCode.DONE, program.run("wav", "plot", wav.toString(), other.toString()));
    assertTrue(Files.size(other) > 1_000);
  }

  @Test
  void theCommandSaysWhichFileIsWrong() throws Exception {
    assertEquals(ExitCode.FILE, program.run("wav", "plot", folder.resolve("no.wav").toString()));
    assertTrue(program.err().contains("no.wav"), program.err());
    Path text = Files.writeString(folder.resolve("text.wav"), "text");
    assertEquals(ExitCode.FILE, program.run("wav", "plot", text.toString()));
    assertFalse(Files.exists(folder.resolve("text.png")));
    assertEquals(ExitCode.USAGE, program.run("wav", "plot"));
    assertEquals(ExitCode.DONE, program.run("wav", "plot", "--help"));
  }
}
