package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.util.Arrays;
import java.util.Locale;

/** Prints what each processor costs: the best of some runs, and the very first frame. */
final class ProcessorCost {
  private ProcessorCost() {}

  public static void main(String[] arguments) {
    int seconds = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
    AudioFormat format = AudioFormat.MONO_48K;
    short[] in =
        Signals.sum(Signals.speech(format, -20, seconds, 1), Signals.noise(-50, seconds, 2));
    for (AudioProcessorFactory factory : ShippedProcessors.ALL) {
      ProcessorSpec spec = ProcessorSpec.of(factory.name());
      spec = spec.name().equals("transcoder") ? spec.with("rate", 16_000) : spec;
      AudioProcessor processor = ProcessorRegistry.shipped().create(spec, format);
      double first = microsPerFrame(processor, Arrays.copyOf(in, 960));
      double best = Double.MAX_VALUE;
      for (int run = 0; run < 7; run++) {
        best = Math.min(best, microsPerFrame(processor, in));
      }
      double latency = processor.outputFormat(format).seconds(processor.latencySamples()) * 1e3;
      System.out.printf(
          Locale.ROOT,
          "%-16s %6.1f µs per 20 ms, first %6.0f µs, latency %4.1f ms%n",
          spec.name(),
          best,
          first,
          latency);
    }
  }

  private static double microsPerFrame(AudioProcessor processor, short[] in) {
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
    long nanos = 0;
    for (int at = 0; at + 960 <= in.length; at += 960) {
      System.arraycopy(in, at, frame.samples(), 0, 960);
      frame.setSamplesPerChannel(960);
      long began = System.nanoTime();
      processor.process(frame);
      nanos += System.nanoTime() - began;
    }
    return nanos / 1e3 * 960 / in.length;
  }
}
