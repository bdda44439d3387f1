package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the READMEs. */
@Timeout(60)
class RecordACallerTest {
  @TempDir Path folder;

  @Test
  void theCallerIsRecorded() throws Exception {
    Path sample = folder.resolve("sample.wav");
    try (WavWriter wav = new WavWriter(sample, AudioFormat.mono(8_000))) {
      wav.write(new short[8_000], 0, 8_000);
    }
    Path recording = folder.resolve("caller.wav");
    RecordACaller.main(new String[] {sample.toString(), recording.toString()});
    WavFile wav = WavFile.read(recording);
    Heard heard = new Heard();
    AudioFrame frame = new AudioFrame(wav.format(), wav.samplesPerChannel());
    wav.copy(0, wav.samplesPerChannel(), frame.samples(), 0);
    frame.setSamplesPerChannel(wav.samplesPerChannel());
    heard.accept(frame);
    assertTrue(wav.seconds() > 2, wav.seconds() + " s");
    assertTrue(heard.purity(511, 0.5, wav.seconds() - 0.2) > 0.95, "not the tone that was said");
  }

  /** Every line of Java that a README shows stands in the example that was compiled and run. */
  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "README.md"})
  void theReadmeShowsTheExampleAsItIs(String readme) throws IOException {
    List<String> example =
        lines(Files.readString(Path.of("src/test/java/io/antiphon/peer/RecordACaller.java")));
    String text = Files.readString(Path.of(readme));
    int start = text.indexOf("```java\n");
    assertTrue(start >= 0, "no example");
    List<String> shown = lines(text.substring(start + 8, text.indexOf("```", start + 8)));
    assertFalse(shown.isEmpty());
    for (String line : shown) {
      assertTrue(example.contains(line), () -> readme + " shows: " + line);
    }
  }

  /** Without indentation, remarks and empty lines. */
  private static List<String> lines(String java) {
    return java.lines()
        .map(line -> line.replaceFirst("(^|\\s)//.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
