package io.antiphon.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser its seeds, and thousands of inputs bred from them: it may return, or refuse by its
 * own format exception, in bounded time and memory, and nothing else.
 *
 * <p>By itself a run is short and always the same. With the system property {@code
 * antiphon.fuzz.seconds} each parser is fed for that long, from a new seed that is printed; {@code
 * antiphon.fuzz.seed} repeats one. An input that a parser fails at is in the failure's message as
 * hex; put it into {@code vectors/fuzz/}, so that it is tried for ever after.
 *
 * <p>One thread.
 */
public final class Fuzz {
  /** What is under test; whatever it throws beside the refusal is a failure. */
  public interface Target {
    /** Feeds the parser. */
    void accept(byte[] input) throws Exception;
  }

  private static final int SHORT_RUN = 10_000;
  private static final long USUAL_SEED = 1;
  private static final long MOST_CPU_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int KEPT = 500;
  private static final int REPEATS = 3;

  private final String name;
  private final Class<? extends Exception> refusal;
  private final List<byte[]> seeds = new ArrayList<>();
  private final List<byte[]> words = new ArrayList<>();
  private final com.sun.management.ThreadMXBean thread =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int mostBytes = 2_000;
  private int shortRun = SHORT_RUN;
  private long allocationBase = 64 << 10;
  private long allocationPerByte = 200;
  private int refused;
  private long seed;

  private Fuzz(String name, Class<? extends Exception> refusal) {
    this.name = name;
    this.refusal = refusal;
  }

  /**
   * A run of one parser.
   *
   * @param name of the parser
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

  /** The longest input; 2,000 bytes unless told. */
  public Fuzz longest(int bytes) {
    mostBytes = bytes;
    return this;
  }

  /** How many inputs a short run has; 10,000 unless told. */
  public Fuzz shortRun(int inputs) {
    shortRun = inputs;
    return this;
  }

  /** What one input may cost at most: 64 KiB and 200 bytes for each of its own unless told. */
  public Fuzz allocation(long base, long perByte) {
    allocationBase = base;
    allocationPerByte = perByte;
    return this;
  }

  /**
   * Runs.
   *
   * @throws AssertionError with the input, when it fails
   */
  public void run(Target target) {
    seeds.forEach(each -> feed(target, each));
    long seconds = Long.getLong("antiphon.fuzz.seconds", 0);
    seed = Long.getLong("antiphon.fuzz.seed", seconds == 0 ? USUAL_SEED : System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed), words, mostBytes);
    List<byte[]> pool = new ArrayList<>(seeds);
    long start = System.nanoTime();
    long inputs = 0;
    while (seconds == 0
        ? inputs < shortRun
        : System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos()) {
      byte[] input = mutator.next(pool);
      int refusedBefore = refused;
      feed(target, input);
      inputs++;
      // What still is understood breeds on: so damage adds up.
      if (refused == refusedBefore) {
        if (pool.size() < seeds.size() + KEPT) {
          pool.add(input);
        } else {
          pool.set(seeds.size() + mutator.below(KEPT), input);
        }
      }
    }
    if (seconds > 0) {
      System.out.printf("%s: %,d inputs, %,d refused, seed %d%n", name, inputs, refused, seed);
    }
    if (inputs > 100 && refused == inputs + seeds.size()) {
      throw new AssertionError(name + " refuses everything, so nothing was tried");
    }
  }

  private void feed(Target target, byte[] input) {
    long most = allocationBase + allocationPerByte * input.length;
    Cost cost = measured(target, input);
    // The first time that a path is taken, classes are loaded: only what stays dear is a fault.
    for (int i = 0; i < REPEATS && cost.exceeds(most); i++) {
      cost = measured(target, input);
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

  private Cost measured(Target target, byte[] input) {
    byte[] copy = input.clone();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    long cpu = thread.getCurrentThreadCpuTime();
    @Nullable Throwable thrown = null;
    try {
      target.accept(copy);
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
    return new AssertionError(
        name + ", seed " + seed + ": " + what + " at " + input.length + " bytes: " + hex, cause);
  }
}
