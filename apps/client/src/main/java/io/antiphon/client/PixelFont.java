package io.antiphon.client;

import java.awt.image.BufferedImage;

/**
 * The few characters that an axis needs, five pixels high: a picture then looks the same on every
 * machine, and needs none of its fonts, which a server often lacks.
 */
final class PixelFont {
  static final int HEIGHT = 5;

  private static final String CHARACTERS = "0123456789.-skHzdBF";

  /** Row by row, three pixels each. */
  private static final String[] GLYPHS = {
    "111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001",
    "111100111001111", "111100111101111", "111001010010010", "111101111101111", "111101111001111",
    "000000000000010", "000000111000000", "011100010001110", "100101110101101", "101101111101101",
    "000111001010111", "001001111101111", "110101110101110", "111100110100100"
  };

  private static final int WIDTH = 3;

  private PixelFont() {}

  /** How wide a text is, in pixels. */
  static int width(String text, int scale) {
    return text.isEmpty() ? 0 : (text.length() * (WIDTH + 1) - 1) * scale;
  }

  /** Draws a text with its upper left corner there; characters it has not are left blank. */
  static void draw(BufferedImage image, String text, int x, int y, int scale, int rgb) {
    for (int i = 0; i < text.length(); i++) {
      int glyph = CHARACTERS.indexOf(text.charAt(i));
      if (glyph >= 0) {
        drawGlyph(image, GLYPHS[glyph], x + i * (WIDTH + 1) * scale, y, scale, rgb);
      }
    }
  }

  private static void drawGlyph(
      BufferedImage image, String glyph, int x, int y, int scale, int rgb) {
    for (int i = 0; i < glyph.length(); i++) {
      if (glyph.charAt(i) == '1') {
        int left = x + i % WIDTH * scale;
        int top = y + i / WIDTH * scale;
        for (int p = 0; p < scale * scale; p++) {
          image.setRGB(left + p % scale, top + p / scale, rgb);
        }
      }
    }
  }
}
