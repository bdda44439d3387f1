package io.antiphon.codec.processor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A processor as a user asks for it: {@code ProcessorSpec.of("gain").with("db", -12)}. Whether the
 * name and the numbers make sense is for {@link ProcessorRegistry#create} to say.
 *
 * @param name of a factory in the registry
 * @param parameters by name; what is missing takes its default. The order is kept.
 */
public record ProcessorSpec(String name, Map<String, Double> parameters) {
  /** Copies the map. */
  public ProcessorSpec {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A processor with all parameters at their defaults. */
  public static ProcessorSpec of(String name) {
    return new ProcessorSpec(name, Map.of());
  }

  /** The same with one more parameter, or another value for it. */
  public ProcessorSpec with(String parameter, double value) {
    Map<String, Double> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new ProcessorSpec(name, more);
  }
}
