package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TremoloTest {
  @Test
  void theExampleTrembles() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Tremolo.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    List<Integer> levels =
        printed.toString(StandardCharsets.UTF_8).lines().map(String::length).toList();
    assertEquals(50, levels.size());
    // A tone of -15 dBov, and 4 Hz: a period is 12.5 frames.
    assertEquals(45, levels.stream().mapToInt(level -> level).max().orElse(0), 1);
    for (int first = 3; first + 13 <= 50; first += 13) {
      List<Integer> period = levels.subList(first, first + 13);
      int softest = period.stream().mapToInt(level -> level).min().orElse(0);
      int loudest = period.stream().mapToInt(level -> level).max().orElse(0);
      assertTrue(loudest - softest > 20, softest + " to " + loudest);
    }
  }

  @Test
  void theServiceLoaderFindsItBehindThoseShipped() {
    ProcessorRegistry installed = ProcessorRegistry.installed();
    List<String> shipped = names(ProcessorRegistry.shipped());
    assertEquals(shipped, names(installed).subList(0, shipped.size()));
    assertEquals(List.of("tremolo"), names(installed).subList(shipped.size(), shipped.size() + 1));
    assertEquals(
        Tremolo.class,
        installed.create(ProcessorSpec.of("tremolo"), AudioFormat.MONO_48K).getClass());
  }

  private static List<String> names(ProcessorRegistry registry) {
    return registry.factories().stream().map(AudioProcessorFactory::name).toList();
  }
}
