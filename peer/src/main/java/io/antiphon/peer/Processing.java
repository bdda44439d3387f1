package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.processor.ProcessorBypass;
import io.antiphon.codec.processor.ProcessorChain;
import io.antiphon.codec.processor.ProcessorConfigException;
import io.antiphon.codec.processor.ProcessorRegistry;
import io.antiphon.codec.processor.ProcessorSpec;
import io.antiphon.codec.processor.ProcessorStatus;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The processors between a peer and those at the other end, in one direction; changed at any time,
 * from any thread, without a click.
 *
 * <p>What a peer says may be heard live and recorded at once; each way has a chain of its own,
 * since each has its own time, and all follow what is set here.
 */
public final class Processing {
  private static final class Installed {
    static final ProcessorRegistry REGISTRY = ProcessorRegistry.installed();
  }

  private final List<ProcessorChain> chains = new CopyOnWriteArrayList<>();
  private final List<Consumer<ProcessorBypass>> listeners = new CopyOnWriteArrayList<>();
  private ProcessorRegistry registry = Installed.REGISTRY;
  private final LongSupplier nanoTime;
  private volatile List<ProcessorSpec> specs = List.of();

  Processing() {
    this(System::nanoTime);
  }

  /** By a clock of its own, which tells a processor that is too slow. */
  Processing(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The processors that are shipped and those that {@link java.util.ServiceLoader} finds. */
  public static ProcessorRegistry installed() {
    return Installed.REGISTRY;
  }

  /**
   * Puts these processors into force, first to last; none to pass everything through.
   *
   * @throws ProcessorConfigException naming the first that cannot be; then all stays as it was
   */
  public void set(List<ProcessorSpec> wanted) {
    set(Installed.REGISTRY, wanted);
  }

  /**
   * The same with processors from a registry of one's own, which is kept for later changes.
   *
   * @throws ProcessorConfigException naming the first that cannot be; then all stays as it was
   */
  public synchronized void set(ProcessorRegistry source, List<ProcessorSpec> wanted) {
    Objects.requireNonNull(source, "source");
    List<ProcessorSpec> checked = List.copyOf(wanted);
    // Refused here or nowhere: each chain that runs takes the same list.
    for (AudioFormat format : List.of(AudioFormat.MONO_48K, AudioFormat.STEREO_48K)) {
      ProcessorChain.builder(source, format).build(nanoTime).set(checked);
    }
    if (source == registry) {
      chains.forEach(chain -> chain.set(checked));
    } else {
      registry = source;
      chains.clear();
    }
    specs = checked;
  }

  /** The processors in force. */
  public List<ProcessorSpec> specs() {
    return specs;
  }

  /** How they fare, of the chain that has run longest; none before audio has come through. */
  public List<ProcessorStatus> status() {
    return chains.isEmpty() ? List.of() : chains.get(0).status();
  }

  /** Hears of each processor that fails or is too slow, on the event loop: it must not block. */
  public void onBypass(Consumer<ProcessorBypass> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  boolean isEmpty() {
    return specs.isEmpty();
  }

  /** A chain for one way, that follows what is set; {@link #release} it. */
  synchronized ProcessorChain newChain(AudioFormat format, boolean live) {
    ProcessorChain.Builder builder =
        ProcessorChain.builder(registry, format)
            .outputFormat(format)
            .onBypass(bypass -> listeners.forEach(listener -> listener.accept(bypass)));
    ProcessorChain chain = (live ? builder.keepTime() : builder).build(nanoTime);
    chain.set(specs);
    chains.add(chain);
    return chain;
  }

  void release(ProcessorChain chain) {
    chains.remove(chain);
  }

  /** Whether a chain still follows what is set here. */
  boolean owns(ProcessorChain chain) {
    return chains.contains(chain);
  }
}
