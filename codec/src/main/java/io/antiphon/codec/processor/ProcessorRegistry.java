package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioProcessor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The processors that can be asked for by name.
 *
 * <pre>{@code
 * ProcessorRegistry registry = ProcessorRegistry.installed();
 * registry.register("tremolo", format -> new Tremolo(format, 5, 0.5));
 * }</pre>
 *
 * <p>Any thread may use it. A name, once taken, stays with its factory.
 */
public final class ProcessorRegistry {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private volatile Map<String, AudioProcessorFactory> factories = Map.of();

  private ProcessorRegistry() {}

  /** A registry of those that are shipped with this module. */
  public static ProcessorRegistry shipped() {
    ProcessorRegistry registry = new ProcessorRegistry();
    ShippedProcessors.ALL.forEach(registry::register);
    return registry;
  }

  /**
   * A registry of those shipped and those that {@link ServiceLoader} finds with the thread's
   * context class loader.
   *
   * @throws java.util.ServiceConfigurationError if one that is named there cannot be loaded
   * @throws IllegalArgumentException if one has a name that is taken, or that no name can be
   */
  public static ProcessorRegistry installed() {
    ProcessorRegistry registry = shipped();
    ServiceLoader.load(AudioProcessorFactory.class).forEach(registry::register);
    return registry;
  }

  /**
   * Adds a factory.
   *
   * @return this registry
   * @throws IllegalArgumentException if its name is taken or no name can be, or two of its
   *     parameters have one name
   */
  public synchronized ProcessorRegistry register(AudioProcessorFactory factory) {
    String name = factory.name();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a processor cannot be named '" + name + "'");
    }
    List<ProcessorParameter> parameters = factory.parameters();
    if (parameters.stream().map(ProcessorParameter::name).distinct().count() < parameters.size()) {
      throw new IllegalArgumentException(name + " has two parameters of one name: " + parameters);
    }
    Map<String, AudioProcessorFactory> more = new LinkedHashMap<>(factories);
    if (more.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException("there is a processor named '" + name + "' already");
    }
    factories = Collections.unmodifiableMap(more);
    return this;
  }

  /**
   * Adds a processor without parameters.
   *
   * @param maker gives a new processor for each stream, whose format it is told
   * @return this registry
   * @throws IllegalArgumentException as {@link #register(AudioProcessorFactory)} does
   */
  public ProcessorRegistry register(String name, Function<AudioFormat, AudioProcessor> maker) {
    return register(
        new ShippedProcessors.Recipe(name, List.of(), (input, values) -> maker.apply(input)));
  }

  /** All of them: those shipped first, then in the order in which they came. */
  public List<AudioProcessorFactory> factories() {
    return List.copyOf(factories.values());
  }

  /**
   * Makes a processor for one stream.
   *
   * @param input what it will be given
   * @throws ProcessorConfigException if there is no such processor or parameter, a value is out of
   *     its range, or the processor cannot work on that format
   */
  public AudioProcessor create(ProcessorSpec spec, AudioFormat input) {
    AudioProcessorFactory factory = factories.get(spec.name());
    if (factory == null) {
      throw new ProcessorConfigException(
          spec.name(),
          null,
          "no processor is named '" + spec.name() + "'; there are " + factories.keySet(),
          null);
    }
    Map<String, Double> values = complete(spec, factory.parameters());
    try {
      return Objects.requireNonNull(factory.create(input, values), "the factory made nothing");
    } catch (RuntimeException | LinkageError e) {
      String why = e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "" + e;
      throw new ProcessorConfigException(spec.name(), null, spec.name() + ": " + why, e);
    }
  }

  /** The values as asked for, and the defaults of those not named. */
  private static Map<String, Double> complete(
      ProcessorSpec spec, List<ProcessorParameter> parameters) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (ProcessorParameter parameter : parameters) {
      double value = spec.parameters().getOrDefault(parameter.name(), parameter.defaultValue());
      if (!parameter.accepts(value)) {
        String said = parameter.name() + " = " + ProcessorParameter.plain(value);
        throw new ProcessorConfigException(
            spec.name(),
            parameter.name(),
            spec.name() + ": " + said + " is not within " + parameter.range(),
            null);
      }
      values.put(parameter.name(), value);
    }
    for (String name : spec.parameters().keySet()) {
      if (!values.containsKey(name)) {
        throw new ProcessorConfigException(
            spec.name(),
            name,
            spec.name() + " has no parameter '" + name + "'; it has " + values.keySet(),
            null);
      }
    }
    return Collections.unmodifiableMap(values);
  }
}
