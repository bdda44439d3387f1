package io.antiphon.codec;

import java.util.List;

/** Processors one after the other. A latency in another rate is counted in its own samples. */
final class ProcessorChain implements AudioProcessor {
  private final AudioProcessor[] processors;

  ProcessorChain(List<? extends AudioProcessor> processors) {
    this.processors = processors.toArray(new AudioProcessor[0]);
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    AudioFrame current = frame;
    for (AudioProcessor processor : processors) {
      current = processor.process(current);
    }
    return current;
  }

  @Override
  public AudioFormat outputFormat(AudioFormat input) {
    AudioFormat format = input;
    for (AudioProcessor processor : processors) {
      format = processor.outputFormat(format);
    }
    return format;
  }

  @Override
  public int latencySamples() {
    int samples = 0;
    for (AudioProcessor processor : processors) {
      samples += processor.latencySamples();
    }
    return samples;
  }

  @Override
  public void reset() {
    for (AudioProcessor processor : processors) {
      processor.reset();
    }
  }
}
