package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioProcessor;
import java.util.List;
import java.util.Map;

/**
 * Makes the processors of one name. {@link ProcessorRegistry#installed} finds the factories that
 * are named in {@code META-INF/services/io.antiphon.codec.processor.AudioProcessorFactory} on the
 * class path; {@link ProcessorRegistry#register(AudioProcessorFactory)} adds one in code.
 *
 * <p>Any thread may call it, several at once.
 */
public interface AudioProcessorFactory {
  /** How a chain names it: lower-case letters, digits and hyphens, at most 64, a letter first. */
  String name();

  /** What can be set, always the same; nothing unless the factory says otherwise. */
  default List<ProcessorParameter> parameters() {
    return List.of();
  }

  /**
   * A new processor for one stream.
   *
   * @param input what {@link AudioProcessor#process} will be given
   * @param parameters a value for every one of {@link #parameters}, within its range; the default
   *     where the user gave none
   * @throws IllegalArgumentException if the values do not fit one another or the format, with a
   *     sentence for the user; other exceptions are reported as failures of the factory
   */
  AudioProcessor create(AudioFormat input, Map<String, Double> parameters);
}
