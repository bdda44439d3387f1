package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.processor.ProcessorChain;
import org.jspecify.annotations.Nullable;

/** One way that audio takes through a {@link Processing}; costs nothing while that is empty. */
final class ProcessedWay {
  private final Processing processing;
  private final AudioFormat format;
  private final boolean live;
  private @Nullable ProcessorChain chain;

  /**
   * A way.
   *
   * @param live whether as much must come out of each call as went in
   */
  ProcessedWay(Processing processing, AudioFormat format, boolean live) {
    this.processing = processing;
    this.format = format;
    this.live = live;
  }

  Processing processing() {
    return processing;
  }

  /** The frame as the processors leave it: itself, or one that is good until the next call. */
  AudioFrame process(AudioFrame frame) {
    ProcessorChain current = chain;
    if (current == null || !processing.owns(current)) {
      if (processing.isEmpty()) {
        chain = null;
        return frame;
      }
      current = processing.newChain(format, live);
      chain = current;
    }
    return current.process(frame);
  }

  void close() {
    ProcessorChain current = chain;
    if (current != null) {
      processing.release(current);
      chain = null;
    }
  }
}
