package io.antiphon.codec.processor;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one processor of a chain fares.
 *
 * @param spec the processor, as it was asked for
 * @param bypass why it is bypassed; null while it works
 * @param frames how many frames it has processed
 * @param totalNanos the time these took together
 * @param maxNanos the longest of them
 * @param readings what it says of itself: {@link io.antiphon.codec.AudioProcessor#readings}
 */
public record ProcessorStatus(
    ProcessorSpec spec,
    @Nullable ProcessorBypass bypass,
    long frames,
    long totalNanos,
    long maxNanos,
    Map<String, Double> readings) {}
