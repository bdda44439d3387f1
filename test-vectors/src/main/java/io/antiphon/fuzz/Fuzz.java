package io.antiphon.fuzz;

import io.antiphon.testvectors.Vectors;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser what nobody should send: it may return, or refuse by its own format exception, in
 * bounded time and memory, and nothing else.
 *
 * <p>By itself a run plays what is kept, always the same: the seeds, and {@code
 * vectors/fuzz/corpus/NAME.hex}. With the system property {@code antiphon.fuzz.seconds} Jazzer then
 * looks for more, that long, led by the code that each input reaches ({@link Exploration}).
 *
 * <p>One thread. {@link #run} is the last thing that the test method does which made this.
 */
public final class Fuzz {
  /** What is under test; whatever it throws beside the refusal is a failure. */
  public interface Target {
    /**
     * Feeds the parser; what it remembers of one input must not decide what it does at the next.
     */
    void accept(byte[] input) throws Exception;
  }

  private static final long MOST_CPU_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int REPEATS = 3;
  private static final int OVERHEARD_STRINGS = 16;

  private final String name;
  private final Class<? extends Exception> refusal;
  private final List<byte[]> seeds = new ArrayList<>();
  private final List<byte[]> words = new ArrayList<>();
  private final com.sun.management.ThreadMXBean thread =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private @Nullable Target target;
  private int mostBytes = 2_000;
  private long allocationBase = 64 << 10;
  private long allocationPerByte = 200;
  private boolean text;
  private int overheard = 1;
  private int refused;

  private Fuzz(String name, Class<? extends Exception> refusal) {
    this.name = name;
    this.refusal = refusal;
  }

  /**
   * A run of one parser.
   *
   * @param name of the parser, and of the file with its corpus
   * @param refusal what it throws at what it does not understand
   */
  public static Fuzz of(String name, Class<? extends Exception> refusal) {
    return new Fuzz(name, refusal);
  }

  /** Adds well-formed inputs, and ill-formed ones that were found before. */
  public Fuzz seeds(List<byte[]> more) {
    seeds.addAll(more);
    return this;
  }

  /** Adds what the format is written with, which chance alone would hardly come upon. */
  public Fuzz words(List<byte[]> more) {
    words.addAll(more);
    return this;
  }

  /** The longest input that is looked for; 2,000 bytes unless told. */
  public Fuzz longest(int bytes) {
    mostBytes = bytes;
    return this;
  }

  /** What one input may cost at most: 64 KiB and 200 bytes for each of its own unless told. */
  public Fuzz allocation(long base, long perByte) {
    allocationBase = base;
    allocationPerByte = perByte;
    return this;
  }

  /**
   * Says that it reads text: Jazzer overhears each comparison of strings, and the garbage which
   * that makes is not held against the parser while it explores.
   */
  public Fuzz text() {
    text = true;
    return this;
  }

  /**
   * Plays the seeds and the corpus, and explores if that is asked for.
   *
   * @throws AssertionError with the input, when it fails
   */
  public void run(Target parser) {
    seeds(corpus());
    if (Explored.isWaiting()) {
      target = parser;
      overheard = text ? OVERHEARD_STRINGS : 1;
      Explored.take(this);
      return;
    }
    play(parser);
    if (Exploration.isAsked()) {
      new Exploration(this, StackWalker.getInstance().walk(Fuzz::caller)).run();
    }
  }

  /**
   * Plays the seeds alone.
   *
   * @throws AssertionError with the input, when it fails
   */
  public void play(Target parser) {
    target = parser;
    seeds.forEach(this::feed);
    if (refused == seeds.size()) {
      throw new AssertionError(name + " refuses everything, so nothing was tried");
    }
  }

  /** The method that made the run, as {@link Explored} is told it. */
  private static String caller(Stream<StackWalker.StackFrame> frames) {
    StackWalker.StackFrame frame = frames.skip(1).findFirst().orElseThrow();
    return frame.getClassName() + " " + frame.getMethodName();
  }

  String name() {
    return name;
  }

  /** What is kept of what was found for this parser. */
  List<byte[]> corpus() {
    String vector = "fuzz/corpus/" + name;
    return Vectors.exist(vector + ".hex")
        ? Vectors.hex(vector).packets().map(ByteBuffer::array).toList()
        : List.of();
  }

  List<byte[]> seeds() {
    return seeds;
  }

  List<byte[]> words() {
    return words;
  }

  int longest() {
    return mostBytes;
  }

  /** Feeds the parser one input. */
  void feed(byte[] input) {
    long most = overheard * (allocationBase + allocationPerByte * input.length);
    Cost cost = measured(input);
    // The first time that a path is taken, classes are loaded: only what stays dear is a fault.
    for (int i = 0; i < REPEATS && cost.exceeds(most); i++) {
      cost = measured(input);
    }
    if (cost.allocated() > most) {
      throw failure(input, cost.allocated() + " bytes allocated", null);
    }
    if (cost.cpuNanos() > MOST_CPU_NANOS) {
      throw failure(input, cost.cpuNanos() / 1_000_000 + " ms of CPU time", null);
    }
    refused += cost.refused() ? 1 : 0;
  }

  private record Cost(long allocated, long cpuNanos, boolean refused) {
    boolean exceeds(long most) {
      return allocated > most || cpuNanos > MOST_CPU_NANOS;
    }
  }

  private Cost measured(byte[] input) {
    Target parser = Objects.requireNonNull(target, "nothing to feed");
    byte[] copy = input.clone();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    long cpu = thread.getCurrentThreadCpuTime();
    @Nullable Throwable thrown = null;
    try {
      parser.accept(copy);
    } catch (Throwable e) {
      thrown = e;
    }
    allocated = thread.getCurrentThreadAllocatedBytes() - allocated;
    cpu = thread.getCurrentThreadCpuTime() - cpu;
    if (thrown != null && !refusal.isInstance(thrown)) {
      throw failure(input, thrown.toString(), thrown);
    }
    return new Cost(allocated, cpu, thrown != null);
  }

  private AssertionError failure(byte[] input, String what, @Nullable Throwable cause) {
    String hex = HexFormat.of().formatHex(input);
    return new AssertionError(name + ": " + what + " at " + input.length + " bytes: " + hex, cause);
  }
}
