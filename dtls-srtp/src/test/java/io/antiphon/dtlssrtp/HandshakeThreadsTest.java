package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandshakeThreadsTest {
  private static final int THREADS = 4;
  private static final int WAITING = 3;

  private final ThreadPoolExecutor pool =
      (ThreadPoolExecutor) HandshakeThreads.newExecutor("test-threads", THREADS, WAITING);
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void end() {
    pool.shutdownNow();
  }

  /** Holds its thread until there is an answer, as a handshake does. */
  private void handshake(String name) {
    pool.execute(
        () -> {
          try {
            answer.await();
          } catch (InterruptedException e) {
            return;
          }
          done.add(name);
        });
  }

  private String next() throws InterruptedException {
    String name = done.poll(30, TimeUnit.SECONDS);
    assertTrue(name != null, "nothing is done any more");
    return name;
  }

  private void awaitIdle(int threads) {
    LinkedTransferQueue<?> queue = assertInstanceOf(LinkedTransferQueue.class, pool.getQueue());
    while (queue.getWaitingConsumerCount() < threads) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneAfterTheOtherTheyShareAThread() throws Exception {
    for (int i = 0; i < 50; i++) {
      pool.execute(() -> done.add(Thread.currentThread().getName()));
      assertEquals("test-threads-1", next());
      awaitIdle(1);
    }
    assertEquals(1, pool.getLargestPoolSize());
  }

  @Test
  void whoComesWhileOthersWaitForTheNetworkHasAThreadOfItsOwn() throws Exception {
    for (int i = 1; i < THREADS; i++) {
      handshake("slow " + i);
    }
    pool.execute(() -> done.add("quick"));
    assertEquals("quick", next());
    assertEquals(THREADS, pool.getPoolSize());
  }

  @Test
  void thoseWhoFindNoThreadWaitInTheirOrderAndAreBounded() throws Exception {
    for (int i = 1; i < THREADS; i++) {
      pool.execute(() -> assertThrows(InterruptedException.class, new CountDownLatch(1)::await));
    }
    handshake("1");
    handshake("2");
    handshake("3");
    handshake("4");
    assertThrows(RejectedExecutionException.class, () -> handshake("one too many"));
    assertEquals(THREADS, pool.getPoolSize());
    answer.countDown();
    assertEquals(List.of("1", "2", "3", "4"), List.of(next(), next(), next(), next()));
    awaitIdle(1);
    handshake("5");
    assertEquals("5", next());
    assertEquals(THREADS, pool.getLargestPoolSize());
  }

  @Test
  void idleThreadsAreUsedBeforeNewOnesAreMade() throws Exception {
    handshake("1");
    handshake("2");
    answer.countDown();
    next();
    next();
    awaitIdle(2);
    for (int i = 0; i < 20; i++) {
      handshake("later");
      next();
      awaitIdle(2);
    }
    assertEquals(2, pool.getLargestPoolSize());
  }

  /** The pool has said that all are busy, and by then all have ended. */
  @Test
  void whoComesAsTheLastThreadEndsIsNotLeftBehind() throws Exception {
    pool.getRejectedExecutionHandler().rejectedExecution(() -> done.add("done"), pool);
    assertEquals("done", next());
    assertEquals(1, pool.getLargestPoolSize());
  }

  @Test
  void nothingBeginsAfterTheEnd() {
    pool.shutdown();
    assertThrows(RejectedExecutionException.class, () -> handshake("late"));
  }
}
