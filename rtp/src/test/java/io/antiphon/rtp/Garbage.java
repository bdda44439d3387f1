package io.antiphon.rtp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that this thread allocates. */
public final class Garbage {
  /** Something that is done many times over. */
  @FunctionalInterface
  public interface Work {
    /** Does it once. */
    void run() throws Exception;
  }

  private static final int RUNS = 20;

  private Garbage() {}

  /**
   * What one of several runs allocates at least: class loading and the compiler allocate on our
   * thread at first.
   */
  public static long of(Work work) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    work.run();
    long least = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long before = threads.getThreadAllocatedBytes(thread);
      work.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }
}
