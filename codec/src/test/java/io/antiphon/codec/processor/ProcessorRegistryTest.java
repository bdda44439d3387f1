package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.processor.ShippedProcessors.Recipe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorRegistryTest {
  private final ProcessorRegistry registry = ProcessorRegistry.shipped();

  @Test
  void knowsAllThatAreShipped() {
    assertEquals(
        List.of(
            "pass-through",
            "gain",
            "normaliser",
            "high-pass",
            "low-pass",
            "band-pass",
            "noise-gate",
            "noise-reduction",
            "transcoder",
            "level-meter",
            "silence-trimmer"),
        registry.factories().stream().map(AudioProcessorFactory::name).toList());
  }

  @Test
  void everyDefaultWorksInEveryFormatOfACall() {
    for (AudioProcessorFactory factory : registry.factories()) {
      for (AudioFormat format :
          List.of(
              AudioFormat.MONO_48K,
              AudioFormat.STEREO_48K,
              AudioFormat.mono(8_000),
              AudioFormat.mono(16_000),
              AudioFormat.mono(44_100))) {
        AudioProcessor made = registry.create(ProcessorSpec.of(factory.name()), format);
        made.process(new AudioFrame(format, 960));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gain | db | 31 | gain: db = 31 is not within -60 to 30 dB",
        "gain | db | NaN | gain: db = NaN is not within -60 to 30 dB",
        "gain | decibels | 1 | gain has no parameter 'decibels'; it has [db]",
        "pass-through | db | 1 | pass-through has no parameter 'db'; it has []",
        "normaliser | targetDbfs | 0.5 | normaliser: targetDbfs = 0.5 is not within -60 to 0 dBFS",
        "low-pass | order | 3 | low-pass: order = 3 is not within 2 to 4 in steps of 2",
        "transcoder | rate | 8001 |"
            + " transcoder: rate = 8001 is not within 8000 to 192000 Hz in steps of 25",
      })
  void saysWhichValueIsWrongAndWhatWouldBeRight(
      String name, String parameter, double value, String message) {
    ProcessorSpec spec = ProcessorSpec.of(name).with(parameter, value);
    ProcessorConfigException refused = refusal(spec, AudioFormat.MONO_48K);
    assertEquals(message, refused.getMessage());
    assertEquals(name, refused.processor());
    assertEquals(parameter, refused.parameter());
  }

  @Test
  void saysWhichNamesThereAre() {
    ProcessorConfigException refused = refusal(ProcessorSpec.of("reverb"), AudioFormat.MONO_48K);
    assertTrue(refused.getMessage().startsWith("no processor is named 'reverb'; there are [pass-"));
    assertEquals("reverb", refused.processor());
    assertNull(refused.parameter());
  }

  @Test
  void saysWhatDoesNotFitTheFormat() {
    ProcessorSpec spec = ProcessorSpec.of("low-pass").with("hz", 5_000);
    assertEquals(
        "low-pass: 5000 Hz is not below 3920 Hz, as it must be at a sample rate of 8000 Hz",
        refusal(spec, AudioFormat.mono(8_000)).getMessage());
  }

  @Test
  void aFailingFactoryIsTheProcessorsFault() {
    registry.register(
        new Recipe(
            "broken",
            List.of(),
            (input, values) -> {
              throw new NoClassDefFoundError("com/example/Missing");
            }));
    ProcessorConfigException refused = refusal(ProcessorSpec.of("broken"), AudioFormat.MONO_48K);
    assertEquals(
        "broken: java.lang.NoClassDefFoundError: com/example/Missing", refused.getMessage());
  }

  @Test
  void valuesReachTheFactoryWithTheDefaultsOfTheRest() {
    ProcessorParameter width = ProcessorParameter.of("width", 0.5, 0, 1, "");
    ProcessorParameter hz = ProcessorParameter.of("hz", 5, 1, 20, "Hz");
    registry.register(
        new Recipe(
            "echoed",
            List.of(width, hz),
            (input, values) -> {
              assertEquals(0.5, values.of("width"));
              assertEquals(7, values.of("hz"));
              return AudioProcessor.passThrough();
            }));
    registry.create(new ProcessorSpec("echoed", Map.of("hz", 7.0)), AudioFormat.MONO_48K);
  }

  @Test
  void namesAreTakenOnceAndAreWords() {
    assertThrows(
        IllegalArgumentException.class,
        () -> registry.register("gain", format -> AudioProcessor.passThrough()));
    for (String name : new String[] {"", "Gain", "a b", "ä", "-a", "a/b", "a".repeat(65)}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> registry.register(name, format -> AudioProcessor.passThrough()),
          name);
    }
    ProcessorParameter twice = ProcessorParameter.of("hz", 5, 1, 20, "Hz");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            registry.register(
                new Recipe(
                    "twice", List.of(twice, twice), (in, v) -> AudioProcessor.passThrough())));
    assertEquals(11, registry.factories().size());
  }

  @Test
  void parametersRefuseWhatContradictsItself() {
    assertThrows(IllegalArgumentException.class, () -> ProcessorParameter.of("hz", 5, 6, 20, "Hz"));
    assertThrows(IllegalArgumentException.class, () -> ProcessorParameter.of("", 5, 1, 20, "Hz"));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProcessorParameter.of("hz", 5, 1, Double.POSITIVE_INFINITY, "Hz"));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProcessorParameter.of("hz", 5, 1, 20, "Hz").inStepsOf(3));
    assertTrue(ProcessorParameter.of("s", 0.3, 0, 1, "").inStepsOf(0.1).accepts(0.7));
  }

  private ProcessorConfigException refusal(ProcessorSpec spec, AudioFormat format) {
    return assertThrows(ProcessorConfigException.class, () -> registry.create(spec, format));
  }
}
