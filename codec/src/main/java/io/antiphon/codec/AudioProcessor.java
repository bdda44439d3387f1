package io.antiphon.codec;

import java.util.Map;

/**
 * Changes audio on its way: between a source and the encoder, or between the decoder and the sinks.
 *
 * <p>One thread drives a processor, and a processor serves one stream. In steady state it allocates
 * nothing. Several are run one after the other, by name, in a {@link
 * io.antiphon.codec.processor.ProcessorChain}.
 */
@FunctionalInterface
public interface AudioProcessor {
  /**
   * Processes one frame.
   *
   * @param frame the processor may change its samples in place
   * @return the same frame, or one of the processor's own that is valid until the next call; it may
   *     hold fewer samples or none
   */
  AudioFrame process(AudioFrame frame);

  /** The format of what comes out when this goes in; the same unless the processor converts. */
  default AudioFormat outputFormat(AudioFormat input) {
    return input;
  }

  /** By how many samples per channel of its output a sound is late; 0 unless it says otherwise. */
  default int latencySamples() {
    return 0;
  }

  /**
   * What the processor has to say of its work, such as a level or a gain, by name with the unit at
   * the end; nothing unless it says otherwise. Any thread may ask.
   */
  default Map<String, Double> readings() {
    return Map.of();
  }

  /** Forgets the past, as if the stream began anew. */
  default void reset() {}

  /** Hands on every frame as it is. */
  static AudioProcessor passThrough() {
    return frame -> frame;
  }
}
