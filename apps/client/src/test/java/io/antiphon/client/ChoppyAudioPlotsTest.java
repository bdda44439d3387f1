package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ChoppyAudioPlotsTest {
  @Test
  void thePageShowsWhatThePlotterDraws() throws Exception {
    for (Map.Entry<String, BufferedImage> each : ChoppyAudioPlots.draw().entrySet()) {
      Path file = ChoppyAudioPlots.FOLDER.resolve(each.getKey() + ".png");
      BufferedImage kept = ImageIO.read(file.toFile());
      double difference = difference(each.getValue(), kept);
      // A colour may be rounded otherwise on another processor.
      assertTrue(difference < 0.5, file + " differs by " + difference + "; draw it anew");
    }
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    assertEquals(one.getWidth(), other.getWidth());
    assertEquals(one.getHeight(), other.getHeight());
    long sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int here = (one.getRGB(x, y) >> shift) & 0xff;
          sum += Math.abs(here - ((other.getRGB(x, y) >> shift) & 0xff));
        }
      }
    }
    return (double) sum / one.getWidth() / one.getHeight() / 3;
  }

  @Test
  void thePageShowsEveryPictureAndNoOther() throws Exception {
    String page = Files.readString(Path.of("../../docs/choppy-audio.md"));
    Matcher matcher = Pattern.compile("choppy-audio/([a-z-]+)\\.png").matcher(page);
    Set<String> shown = new TreeSet<>();
    while (matcher.find()) {
      shown.add(matcher.group(1));
    }
    assertEquals(new TreeSet<>(ChoppyAudioPlots.draw().keySet()), shown);
  }
}
