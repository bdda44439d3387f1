/**
 * Audio processors by name: their registry, the chain that runs them, and those that are shipped.
 *
 * <p>{@link io.antiphon.codec.processor.ProcessorRegistry} knows every {@link
 * io.antiphon.codec.processor.AudioProcessorFactory}, yours too if {@link java.util.ServiceLoader}
 * finds it, with the names, ranges and units of its {@link
 * io.antiphon.codec.processor.ProcessorParameter}s. A list of {@link
 * io.antiphon.codec.processor.ProcessorSpec}s becomes a {@link
 * io.antiphon.codec.processor.ProcessorChain}, or a {@link
 * io.antiphon.codec.processor.ProcessorConfigException} that names the culprit.
 */
@NullMarked
package io.antiphon.codec.processor;

import org.jspecify.annotations.NullMarked;
