package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ElasticBufferTest {
  private static final int CUSHION = 6;
  private static final int LIMIT = 20;

  private final ElasticBuffer buffer = new ElasticBuffer(1, CUSHION, LIMIT);
  private final short[] taken = new short[LIMIT];
  private short next;

  private void write(int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = next++;
    }
    buffer.write(samples, 0, count);
  }

  private void assertTakes(int from, int count) {
    assertEquals(count, buffer.read(taken, 0, count));
    for (int i = 0; i < count; i++) {
      assertEquals((short) (from + i), taken[i], "sample " + i);
    }
  }

  @Test
  void givesNothingBeforeTheCushionIsFull() {
    write(CUSHION - 1);
    assertEquals(0, buffer.read(taken, 0, 4));
    write(1);
    assertTakes(0, 4);
  }

  @Test
  void goesOnGivingBelowTheCushionOnceItHasBegun() {
    write(CUSHION);
    assertTakes(0, 4);
    assertTakes(4, 2);
  }

  @Test
  void runningDryWaitsForTheCushionAndLosesNothing() {
    write(CUSHION);
    assertTakes(0, 4);
    assertEquals(0, buffer.read(taken, 0, 4)); // 2 held
    write(3);
    assertEquals(0, buffer.read(taken, 0, 4)); // 5 held: enough for a read, but no cushion
    write(1);
    assertTakes(4, 4);
    assertEquals(8, buffer.missingSamples());
    assertEquals(0, buffer.droppedSamples());
  }

  @Test
  void keepsTheNewestWhenItHoldsMoreThanItsLimit() {
    write(CUSHION);
    assertTakes(0, 1);
    write(LIMIT); // 5 + 20 held
    assertTakes(CUSHION + LIMIT - CUSHION, 4);
    assertEquals(5 + LIMIT - CUSHION, buffer.droppedSamples());
  }

  @Test
  void holdsExactlyItsLimitWithoutLoss() {
    write(LIMIT);
    assertTakes(0, LIMIT);
    assertEquals(0, buffer.droppedSamples());
  }

  @Test
  void countsNothingBeforeTheFirstSampleIsTaken() {
    assertEquals(0, buffer.read(taken, 0, 4));
    write(1_000);
    assertTakes(1_000 - CUSHION, 4);
    assertEquals(0, buffer.droppedSamples());
    assertEquals(0, buffer.missingSamples());
  }

  @Test
  void aReadLargerThanTheCushionWaitsForAllOfIt() {
    write(CUSHION + 1);
    assertEquals(0, buffer.read(taken, 0, CUSHION + 2));
    write(1);
    assertTakes(0, CUSHION + 2);
  }

  @Test
  void samplesStayInOrderRoundAndRoundTheRing() {
    write(CUSHION);
    for (int i = 0; i < 1_000; i++) {
      write(7);
      assertTakes(7 * i, 7);
    }
  }

  @Test
  void countsChannelsTogether() {
    ElasticBuffer stereo = new ElasticBuffer(2, 1, 3);
    stereo.write(new short[] {0, 1, 2, 3, 4, 5}, 2, 2);
    short[] pair = new short[6];
    assertEquals(2, stereo.read(pair, 1, 2));
    assertArrayEquals(new short[] {0, 2, 3, 4, 5, 0}, pair);
    assertEquals(0, stereo.read(pair, 0, 2));
    assertEquals(2, stereo.missingSamples());
  }

  @Test
  void refusesACushionThatIsNotBelowTheLimit() {
    assertThrows(IllegalArgumentException.class, () -> new ElasticBuffer(1, 20, 20));
    assertThrows(IllegalArgumentException.class, () -> new ElasticBuffer(1, 0, 20));
  }

  @Test
  void aReaderThatIsOvertakenNeverSeesTornSamples() {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                write(13);
              }
            });
    int reads = 0;
    while (reads < 20_000) {
      if (buffer.read(taken, 0, CUSHION) > 0) {
        reads++;
        for (int i = 1; i < CUSHION; i++) {
          assertEquals((short) (taken[0] + i), taken[i]);
        }
      }
    }
    done.set(true);
    writer.join();
    assertTrue(buffer.droppedSamples() > 0, "the writer never got ahead");
  }
}
