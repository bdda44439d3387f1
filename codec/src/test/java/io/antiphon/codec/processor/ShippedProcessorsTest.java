package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each of them. */
class ShippedProcessorsTest {
  private static final int FRAMES = 1_000;

  static Stream<AudioProcessorFactory> all() {
    return ShippedProcessors.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whateverItIsGivenItComesToRest(AudioProcessorFactory factory) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<AudioFormat> formats =
        List.of(AudioFormat.MONO_48K, AudioFormat.STEREO_48K, AudioFormat.mono(16_000));
    for (int round = 0; round < 10; round++) {
      AudioFormat format = formats.get(random.nextInt(formats.size()));
      ProcessorSpec spec = any(factory, random);
      AudioProcessor processor;
      try {
        processor = ProcessorRegistry.shipped().create(spec, format);
      } catch (ProcessorConfigException e) {
        assertTrue(factory.name().endsWith("-pass"), "seed " + seed + ": " + e.getMessage());
        continue;
      }
      short[] wild = new short[format.sampleRateHz() / 2 * format.channels()];
      for (int i = 0; i < wild.length; i++) {
        wild[i] = (short) (random.nextInt() >> (i / 5_000 % 8));
      }
      String at = "seed " + seed + ", " + spec + ", " + format;
      Signals.through(processor, format, wild, () -> 1 + random.nextInt(3_000));
      for (double reading : processor.readings().values()) {
        assertTrue(Double.isFinite(reading), at);
      }
      processor.outputFormat(format);
      // The narrowest band-pass (2 Hz) needs some seconds to come to rest.
      short[] rest = Signals.through(processor, format, Signals.silence(format, 4));
      for (int i = Math.max(0, rest.length - 100); i < rest.length; i++) {
        assertEquals(0, rest[i], 1, at);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void allocatesNothingPerFrame(AudioProcessorFactory factory) {
    ProcessorChain chain =
        ProcessorChain.builder(ProcessorRegistry.shipped(), AudioFormat.MONO_48K)
            .outputFormat(AudioFormat.MONO_48K)
            .keepTime()
            .build(() -> 0);
    ProcessorSpec spec = ProcessorSpec.of(factory.name());
    spec = factory.name().equals("transcoder") ? spec.with("rate", 11_025).with("bits", 8) : spec;
    chain.set(List.of(spec));
    short[] in =
        Signals.sum(
            Signals.speech(Signals.MONO, -20, FRAMES / 50, 1), Signals.noise(-60, FRAMES / 50, 2));
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
    run(chain, frame, in);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    run(chain, frame, in);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < FRAMES, bytes + " bytes in " + FRAMES + " frames");
    assertEquals(0, chain.bypasses());
  }

  @Test
  void theReadmeHasEachWithItsParametersAndTheirRanges() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (AudioProcessorFactory factory : ShippedProcessors.ALL) {
      assertTrue(readme.contains("| `" + factory.name() + "` |"), factory.name());
      for (ProcessorParameter parameter : factory.parameters()) {
        String range = parameter.range().replace("-", "−");
        String normal = ProcessorParameter.plain(parameter.defaultValue()).replace("-", "−");
        String row = "`" + parameter.name() + "` " + normal + " (" + range + ")";
        assertTrue(readme.contains(row), factory.name() + " " + row);
      }
    }
  }

  private static void run(ProcessorChain chain, AudioFrame frame, short[] in) {
    for (int at = 0; at + 960 <= in.length; at += 960) {
      System.arraycopy(in, at, frame.samples(), 0, 960);
      frame.setSamplesPerChannel(960);
      chain.process(frame);
    }
  }

  /** Values at the ends of their ranges as often as between. */
  private static ProcessorSpec any(AudioProcessorFactory factory, Random random) {
    ProcessorSpec spec = ProcessorSpec.of(factory.name());
    for (ProcessorParameter parameter : factory.parameters()) {
      double part = Math.max(0, Math.min(1, random.nextDouble() * 2 - 0.5));
      double value = parameter.min() + part * (parameter.max() - parameter.min());
      if (parameter.step() > 0) {
        double steps = Math.rint((value - parameter.min()) / parameter.step());
        value = parameter.min() + steps * parameter.step();
      }
      // no trim that would leave nothing to look at, and no gate that would never close
      boolean kept = Map.of("keepMs", true).containsKey(parameter.name());
      spec = kept ? spec : spec.with(parameter.name(), value);
    }
    return spec;
  }
}
