package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A processor of a user's own: the voice trembles. Its factory is named in {@code
 * META-INF/services/io.antiphon.codec.processor.AudioProcessorFactory}, so {@link
 * ProcessorRegistry#installed} finds it.
 */
public final class Tremolo implements AudioProcessor {
  private final double radiansPerSample;
  private final double depth;
  private double phase;

  Tremolo(AudioFormat format, double hz, double depth) {
    this.radiansPerSample = 2 * Math.PI * hz / format.sampleRateHz();
    this.depth = depth;
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    int channels = frame.format().channels();
    for (int i = 0; i < frame.length(); i++) {
      double gain = 1 - depth * (0.5 - 0.5 * Math.cos(phase));
      frame.samples()[i] = (short) Math.round(frame.samples()[i] * gain);
      if (i % channels == channels - 1) {
        phase = (phase + radiansPerSample) % (2 * Math.PI);
      }
    }
    return frame;
  }

  @Override
  public void reset() {
    phase = 0;
  }

  /** What the registry asks. */
  public static final class Factory implements AudioProcessorFactory {
    @Override
    public String name() {
      return "tremolo";
    }

    @Override
    public List<ProcessorParameter> parameters() {
      return List.of(
          ProcessorParameter.of("hz", 5, 0.1, 20, "Hz"),
          ProcessorParameter.of("depth", 0.5, 0, 1, ""));
    }

    @Override
    public AudioProcessor create(AudioFormat input, Map<String, Double> parameters) {
      double hz = Objects.requireNonNull(parameters.get("hz"));
      return new Tremolo(input, hz, Objects.requireNonNull(parameters.get("depth")));
    }
  }

  /** A second of a trembling tone, and how loud it is from frame to frame. */
  public static void main(String[] arguments) {
    ProcessorRegistry registry =
        ProcessorRegistry.installed().register("upside-down", format -> Tremolo::turnOver);
    ProcessorChain chain =
        ProcessorChain.builder(registry, AudioFormat.MONO_48K)
            .outputFormat(AudioFormat.MONO_48K)
            .keepTime()
            .onBypass(bypass -> System.out.println(bypass))
            .build(System::nanoTime);
    chain.set(
        List.of(
            ProcessorSpec.of("tremolo").with("hz", 4).with("depth", 1),
            ProcessorSpec.of("upside-down"),
            ProcessorSpec.of("level-meter")));

    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -12);
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960); // 20 ms
    for (int i = 0; i < 50; i++) {
      frame.setSamplesPerChannel(tone.read(frame.samples(), 0, 960));
      chain.process(frame);
      double level = chain.status().get(2).readings().getOrDefault("levelDbfs", 0.0);
      System.out.println("-".repeat((int) Math.max(0, 60 + level)));
    }
  }

  /** The other one: a line of code is enough. */
  private static AudioFrame turnOver(AudioFrame frame) {
    for (int i = 0; i < frame.length(); i++) {
      frame.samples()[i] = (short) ~frame.samples()[i];
    }
    return frame;
  }
}
