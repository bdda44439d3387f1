package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.FormatConversion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Named processors one after the other, changed while audio runs through them.
 *
 * <p><b>Changing.</b> {@link #set} replaces the whole list at once. Processors at the front and at
 * the end of the list that stay what they were keep running, and keep what they have learnt; those
 * between are cross-faded, the new ones having heard the audio for 20 ms and their latency first.
 *
 * <p><b>Failing.</b> A processor that throws, or returns what it did not declare, is bypassed from
 * that very frame on, which passes it unchanged. One may take half of the time that its frames last
 * (of frames under 10 ms: 5 ms); what it takes beyond that adds up, 200 ms of one frame at most, 25
 * ms a second are forgiven, and beyond 250 ms it is bypassed from the next frame on. So a moment in
 * which the machine stands still takes none out. A bypassed processor is reported once and stays
 * out until the chain is set anew; where it changed the format, a plain conversion stands in. A
 * processor can be passed by only when it returns: one that never does holds its thread.
 *
 * <p>One thread processes; any may call {@link #set}, {@link #specs}, {@link #status} and {@link
 * #bypasses}. In steady state nothing is allocated.
 */
public final class ProcessorChain implements AudioProcessor {
  private final ProcessorRegistry registry;
  private final AudioFormat input;
  private final @Nullable AudioFormat wantedOutput;
  private final Supervisor supervisor;
  private final @Nullable Timekeeper timekeeper;
  private final AtomicLong generations = new AtomicLong();

  /** What was set last. */
  private volatile Plan target;

  /** What runs, for other threads to read. */
  private volatile Plan running;

  private Line head;
  private @Nullable CrossFade crossFade;
  private Line tail;
  private AudioFrame nothing;

  /**
   * A list as it was asked for, and its stages; last of all a conversion where one is needed.
   *
   * @param generation tells one call of {@link #set} from another with the same list
   */
  private record Plan(long generation, List<ProcessorSpec> specs, Line line) {}

  private ProcessorChain(Builder builder, LongSupplier nanoTime) {
    registry = builder.registry;
    input = builder.input;
    wantedOutput = builder.output;
    supervisor = new Supervisor(nanoTime, builder.listener);
    timekeeper =
        builder.keepTime && builder.output != null ? new Timekeeper(input, builder.output) : null;
    target = plan(List.of());
    running = target;
    head = target.line;
    tail = head.part(head.size(), head.size());
    nothing = new AudioFrame(head.output(), 0);
  }

  /**
   * Begins an empty chain.
   *
   * @param registry knows the processors by name
   * @param input what {@link #process} will be given
   */
  public static Builder builder(ProcessorRegistry registry, AudioFormat input) {
    return new Builder(registry, input);
  }

  /**
   * Replaces the list of processors, from the next frame on. Once it returns, the list is in force;
   * if it throws, the former one still is.
   *
   * @param specs first to last; an empty list passes everything through
   * @throws ProcessorConfigException naming the first processor that cannot be
   */
  public void set(List<ProcessorSpec> specs) {
    target = plan(List.copyOf(specs));
  }

  /** The list as it was set last. */
  public List<ProcessorSpec> specs() {
    return target.specs;
  }

  /** How each of the processors fares, in the order of {@link #specs}. */
  public List<ProcessorStatus> status() {
    Plan plan = target;
    Plan current = running;
    Line line = current.generation == plan.generation ? current.line : plan.line;
    List<ProcessorStatus> all = new ArrayList<>();
    for (int i = 0; i < plan.specs.size(); i++) {
      all.add(line.get(i).status());
    }
    return List.copyOf(all);
  }

  /** How often a processor was bypassed since the chain was made. */
  public long bypasses() {
    return supervisor.bypasses();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the frame is not in the format that the chain was made for
   */
  @Override
  public AudioFrame process(AudioFrame frame) {
    if (!frame.format().equals(input)) {
      throw new IllegalArgumentException(frame.format() + " in a chain for " + input);
    }
    if (crossFade == null && target.generation != running.generation) {
      adopt(target);
    }
    int samples = frame.samplesPerChannel();
    if (samples == 0) {
      return nothing;
    }
    long frameNanos = input.nanos(samples);
    AudioFrame current = head.run(frame, frameNanos);
    if (crossFade != null) {
      current = tail.run(fade(crossFade, current, frameNanos), frameNanos);
    }
    return timekeeper == null ? current : timekeeper.pace(current, samples);
  }

  /**
   * What comes out, as the chain was set last; always the same if {@link Builder#outputFormat} said
   * so.
   */
  @Override
  public AudioFormat outputFormat(AudioFormat input) {
    return target.line.output();
  }

  /** By how many samples per channel of its output a sound is late, as the chain was set last. */
  @Override
  public int latencySamples() {
    Line line = target.line;
    return line.latencySamples(line.output());
  }

  /** Forgets the past; bypassed processors stay bypassed. By the thread that processes. */
  @Override
  public void reset() {
    if (crossFade != null) {
      endFade();
    }
    running.line.reset();
    if (timekeeper != null) {
      timekeeper.reset();
    }
  }

  private Plan plan(List<ProcessorSpec> specs) {
    List<Stage> stages = new ArrayList<>();
    AudioFormat format = input;
    for (ProcessorSpec spec : specs) {
      Stage stage = stage(spec, format);
      stages.add(stage);
      format = stage.output();
    }
    if (wantedOutput != null && !wantedOutput.equals(format)) {
      ProcessorSpec conversion = ProcessorSpec.of("to " + wantedOutput);
      FormatConversion last = new FormatConversion(format, wantedOutput);
      stages.add(new Stage(conversion, last, format, supervisor));
    }
    return new Plan(
        generations.incrementAndGet(), specs, new Line(input, stages.toArray(new Stage[0])));
  }

  private Stage stage(ProcessorSpec spec, AudioFormat format) {
    AudioProcessor processor = registry.create(spec, format);
    try {
      return new Stage(spec, processor, format, supervisor);
    } catch (RuntimeException | LinkageError e) {
      throw new ProcessorConfigException(spec.name(), null, spec.name() + ": " + e, e);
    }
  }

  /** Begins to run what was set, going on with whatever it shares with what runs already. */
  private void adopt(Plan plan) {
    Line old = running.line;
    int prefix = old.commonPrefix(plan.line);
    int suffix = old.commonSuffix(plan.line, prefix);
    Line line = plan.line.keeping(old, prefix, suffix);
    running = new Plan(plan.generation, plan.specs, line);
    nothing = new AudioFrame(line.output(), 0);
    int end = line.size() - suffix;
    if (prefix == end && prefix == old.size() - suffix) {
      head = line;
      return;
    }
    head = line.part(0, prefix);
    crossFade = new CrossFade(old.part(prefix, old.size() - suffix), line.part(prefix, end));
    tail = line.part(end, line.size());
  }

  private AudioFrame fade(CrossFade fading, AudioFrame frame, long frameNanos) {
    AudioFrame faded = fading.run(frame, frameNanos);
    if (fading.isDone()) {
      endFade();
    }
    return faded;
  }

  private void endFade() {
    head = running.line;
    crossFade = null;
  }

  /** What a chain is for. */
  public static final class Builder {
    private final ProcessorRegistry registry;
    private final AudioFormat input;
    private @Nullable AudioFormat output;
    private boolean keepTime;
    private Consumer<ProcessorBypass> listener = bypass -> {};

    private Builder(ProcessorRegistry registry, AudioFormat input) {
      this.registry = registry;
      this.input = input;
    }

    /**
     * What comes out always: where the last processor makes something else, it is converted.
     * Without this, what comes out is what the last processor makes, and changes with it.
     */
    public Builder outputFormat(AudioFormat format) {
      output = format;
      return this;
    }

    /**
     * Makes as much time come out of every call as went in, for a live stream. What processors
     * leave out is silence. Without this, frames may come out shorter, longer, or empty.
     */
    public Builder keepTime() {
      keepTime = true;
      return this;
    }

    /**
     * Hears of every processor that is bypassed, on the thread that processes: it must not block.
     */
    public Builder onBypass(Consumer<ProcessorBypass> bypassListener) {
      listener = bypassListener;
      return this;
    }

    /**
     * An empty chain.
     *
     * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}; read
     *     before and after each processor
     * @throws IllegalStateException if it is to keep time, but not what format
     */
    public ProcessorChain build(LongSupplier nanoTime) {
      if (keepTime && output == null) {
        throw new IllegalStateException("keepTime() without outputFormat()");
      }
      return new ProcessorChain(this, nanoTime);
    }
  }
}
