package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Producers that have more than may wait. */
class PushBackPressureTest extends PushRig {
  @Test
  void asksWhoeverPushesTooMuchToWait() {
    PushConfig config =
        PushConfig.defaults()
            .withHighWater(Duration.ofSeconds(1))
            .withLowWater(Duration.ofMillis(500));
    source = source(MONO_24K, config);
    assertTrue(source.push(ramp(24_000), 0, 24_000).isDone());
    CompletableFuture<Void> ready = source.push(ramp(2_400), 0, 2_400);
    assertFalse(ready.isDone());
    play(29); // 1,100 ms waited; now 520 do
    assertFalse(ready.isDone());
    play(1);
    assertTrue(ready.isDone());
    assertTrue(source.ready().isDone());
  }

  @Test
  void takesTenSecondsAtOnceButNotEverythingFromAProducerWhoWillNotWait() {
    push(ramp(72_000));
    push(ramp(240_000));
    assertEquals(0, source.stats().droppedSamples());
    push(ramp(240_000));
    PushStats stats = source.stats();
    assertEquals(240_000, stats.droppedSamples());
    assertEquals(312_000, stats.waitingSamples());
    assertEquals(13, stats.waitingSeconds(), 1e-6);
  }

  @Test
  void anInterruptLetsWhoeverWaitsGoOn() {
    CompletableFuture<Void> ready = source.push(ramp(100_000), 0, 100_000);
    assertFalse(ready.isDone());
    source.interrupt();
    assertTrue(ready.isDone());
    assertTrue(source.push(ramp(10), 0, 10).isDone());
  }

  @Test
  void producersOnOtherThreadsLoseNothing() throws InterruptedException {
    int chunks = 2_000;
    Thread producer =
        new Thread(
            () -> {
              short[] ramp = ramp(chunks * 100);
              for (int i = 0; i < chunks; i++) {
                source.push(ramp, i * 100, 100).join();
              }
              CompletableFuture<Boolean> unused = source.flush();
            });
    producer.start();
    short[] heard = new short[chunks * 100];
    int count = 0;
    short[] slot = new short[SLOT];
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (count < heard.length && System.nanoTime() - deadlineNanos < 0) {
      int got = source.read(slot, 0, SLOT);
      System.arraycopy(slot, 0, heard, count, got);
      count += got;
    }
    producer.join();
    assertArrayEquals(ramp(chunks * 100), heard);
  }
}
