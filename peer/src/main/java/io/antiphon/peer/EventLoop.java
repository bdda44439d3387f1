package io.antiphon.peer;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns its peers: it runs what others hand over, reads the sockets, lets time
 * pass, and waits.
 *
 * <p>{@link #execute} may be called from any thread; all else happens on the loop's own.
 */
final class EventLoop implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  /**
   * Where packets are many they are collected this long before they are read. It halves the cost of
   * waking at the price of half of it in delay, which the jitter buffer hides.
   */
  private static final long COLLECT_NANOS = 4_000_000;

  /**
   * Tasks are run this long at a time: hundreds of offers at once must neither keep the audio of
   * others waiting, nor the checks of those whose offers came first.
   */
  private static final long TASKS_NANOS = 5_000_000;

  /** What the loop does in each turn, called on its thread. */
  interface Turn {
    /**
     * Reads what has arrived and does what is due.
     *
     * @return when it wants to be called again even if nothing arrives
     */
    long run(long nowNanos);

    /** Whether each packet is to end the wait, or they may be collected. */
    boolean wakesPerPacket();
  }

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakeUp = new AtomicBoolean();
  private final Selector selector;
  private final Thread thread;
  private final Turn turn;
  private volatile boolean closed;

  EventLoop(String name, Turn turn) throws IOException {
    this.turn = turn;
    selector = Selector.open();
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** For registering sockets, before {@link #start}. */
  Selector selector() {
    return selector;
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /** Runs the task on the loop's thread, after those handed over before; dropped once closed. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!isOwnThread()) {
      wake();
    }
  }

  /** Ends the wait of the loop, if it waits; cheap. From any thread. */
  void wake() {
    if (wakeUp.compareAndSet(false, true)) {
      selector.wakeup();
      LockSupport.unpark(thread);
    }
  }

  /**
   * Hands over what is attached to the sockets that have something to read. On the loop.
   *
   * @return how many sockets had
   */
  int attend(Consumer<Object> to) {
    try {
      int ready = selector.selectNow();
      if (ready == 0) {
        return 0;
      }
      for (SelectionKey key : selector.selectedKeys()) {
        Object attachment = key.attachment();
        if (attachment != null) {
          to.accept(attachment);
        }
      }
      selector.selectedKeys().clear();
      return ready;
    } catch (IOException e) {
      log.error("the selector failed", e);
      return 0;
    }
  }

  private void run() {
    while (!closed) {
      try {
        runTasks(System.nanoTime() + TASKS_NANOS);
        long deadlineNanos = turn.run(System.nanoTime());
        await(deadlineNanos);
      } catch (IOException | RuntimeException e) {
        log.error("the event loop goes on after an unexpected failure", e);
      }
    }
    runTasks(Long.MAX_VALUE + System.nanoTime());
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("closing the selector failed", e);
    }
  }

  private void runTasks(long untilNanos) {
    wakeUp.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("a task on the event loop failed", e);
      }
      if (untilNanos - System.nanoTime() <= 0) {
        return; // await does not wait while there are more
      }
    }
  }

  private void await(long deadlineNanos) throws IOException {
    long waitNanos = deadlineNanos - System.nanoTime();
    if (waitNanos <= 0 || wakeUp.get() || !tasks.isEmpty()) {
      return;
    }
    long waitMillis = TimeUnit.NANOSECONDS.toMillis(waitNanos);
    if (!turn.wakesPerPacket()) {
      LockSupport.parkNanos(this, Math.min(waitNanos, COLLECT_NANOS));
    } else if (waitMillis == 0) {
      LockSupport.parkNanos(this, waitNanos); // shorter than a selector can wait
    } else {
      selector.select(waitMillis);
      selector.selectedKeys().clear();
    }
  }

  /** Ends the loop after the tasks handed over so far, and waits for it unless called on it. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    LockSupport.unpark(thread);
    if (!isOwnThread() && thread.isAlive()) {
      boolean interrupted = false;
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
