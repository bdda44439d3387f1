package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.Gain;
import io.antiphon.codec.LevelMeter;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The processors that come with this module, and what can be set of each. */
final class ShippedProcessors {
  private static final ProcessorParameter ORDER =
      ProcessorParameter.of("order", 2, 2, 4, "").inStepsOf(2);

  static final List<AudioProcessorFactory> ALL =
      List.of(
          new Recipe("pass-through", List.of(), (input, p) -> AudioProcessor.passThrough()),
          gain(),
          normaliser(),
          highPass(),
          lowPass(),
          bandPass(),
          noiseGate(),
          noiseReduction(),
          transcoder(),
          new Recipe("level-meter", List.of(), (input, p) -> new LevelMeter()),
          silenceTrimmer());

  private ShippedProcessors() {}

  /** The values of the parameters; there is one for each. */
  @FunctionalInterface
  interface Values {
    double of(String parameter);
  }

  /** Makes a processor, given a value for every parameter. */
  @FunctionalInterface
  interface Maker {
    AudioProcessor make(AudioFormat input, Values values);
  }

  /** A factory whose three answers are known. */
  record Recipe(String name, List<ProcessorParameter> parameters, Maker maker)
      implements AudioProcessorFactory {
    @Override
    public AudioProcessor create(AudioFormat input, Map<String, Double> values) {
      return maker.make(input, name -> Objects.requireNonNull(values.get(name), name));
    }
  }

  private static AudioProcessorFactory gain() {
    return new Recipe(
        "gain",
        List.of(ProcessorParameter.of("db", 0, -60, 30, "dB")),
        (input, p) -> new Gain(p.of("db")));
  }

  private static AudioProcessorFactory normaliser() {
    return new Recipe(
        "normaliser",
        List.of(
            ProcessorParameter.of("targetDbfs", -20, -60, 0, "dBFS"),
            ProcessorParameter.of("maxGainDb", 24, 0, 40, "dB"),
            ProcessorParameter.of("gateDbfs", -55, -90, -20, "dBFS")),
        (input, p) ->
            new Normaliser(input, p.of("targetDbfs"), p.of("maxGainDb"), p.of("gateDbfs")));
  }

  private static AudioProcessorFactory highPass() {
    return new Recipe(
        "high-pass",
        List.of(ProcessorParameter.of("hz", 80, 10, 20_000, "Hz"), ORDER),
        (input, p) ->
            new BiquadCascade(input, Butterworth.highPass(order(p), p.of("hz"), rate(input))));
  }

  private static AudioProcessorFactory lowPass() {
    return new Recipe(
        "low-pass",
        List.of(ProcessorParameter.of("hz", 3_400, 10, 20_000, "Hz"), ORDER),
        (input, p) ->
            new BiquadCascade(input, Butterworth.lowPass(order(p), p.of("hz"), rate(input))));
  }

  private static AudioProcessorFactory bandPass() {
    return new Recipe(
        "band-pass",
        List.of(
            ProcessorParameter.of("hz", 1_000, 20, 20_000, "Hz"),
            ProcessorParameter.of("octaves", 3, 0.1, 8, "octaves"),
            ORDER),
        (input, p) -> {
          double half = Math.pow(2, p.of("octaves") / 2);
          double low = p.of("hz") / half;
          double high = p.of("hz") * half;
          return new BiquadCascade(input, Butterworth.bandPass(order(p), low, high, rate(input)));
        });
  }

  private static AudioProcessorFactory noiseGate() {
    return new Recipe(
        "noise-gate",
        List.of(
            ProcessorParameter.of("thresholdDbfs", -45, -90, 0, "dBFS"),
            ProcessorParameter.of("hysteresisDb", 6, 0, 24, "dB"),
            ProcessorParameter.of("reductionDb", 60, 0, 90, "dB"),
            ProcessorParameter.of("attackMs", 2, 0.1, 100, "ms"),
            ProcessorParameter.of("holdMs", 150, 0, 2_000, "ms"),
            ProcessorParameter.of("releaseMs", 100, 1, 2_000, "ms")),
        (input, p) ->
            new NoiseGate(
                input,
                new NoiseGate.Settings(
                    p.of("thresholdDbfs"),
                    p.of("hysteresisDb"),
                    p.of("reductionDb"),
                    p.of("attackMs"),
                    p.of("holdMs"),
                    p.of("releaseMs"))));
  }

  private static AudioProcessorFactory noiseReduction() {
    return new Recipe(
        "noise-reduction",
        List.of(ProcessorParameter.of("reductionDb", 15, 0, 30, "dB")),
        (input, p) -> new NoiseReduction(input, p.of("reductionDb")));
  }

  private static AudioProcessorFactory transcoder() {
    return new Recipe(
        "transcoder",
        List.of(
            ProcessorParameter.of("rate", 48_000, 8_000, 192_000, "Hz").inStepsOf(25),
            ProcessorParameter.of("channels", 1, 1, 2, "").inStepsOf(1),
            ProcessorParameter.of("bits", 16, 8, 16, "").inStepsOf(1)),
        (input, p) ->
            new Transcoder(
                input,
                new AudioFormat((int) p.of("rate"), (int) p.of("channels")),
                (int) p.of("bits")));
  }

  private static AudioProcessorFactory silenceTrimmer() {
    return new Recipe(
        "silence-trimmer",
        List.of(
            ProcessorParameter.of("thresholdDbfs", -50, -90, -10, "dBFS"),
            ProcessorParameter.of("keepMs", 500, 200, 10_000, "ms")),
        (input, p) ->
            new SilenceTrimmer(input, p.of("thresholdDbfs"), (int) Math.round(p.of("keepMs"))));
  }

  private static int order(Values values) {
    return (int) values.of("order");
  }

  private static int rate(AudioFormat format) {
    return format.sampleRateHz();
  }
}
