package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clocks that do not agree, in virtual time. */
class SteadyBufferTest {
  private static final int FRAME = 960;
  private static final int CHUNK = 480;

  private final short[] pcm = new short[FRAME];
  private final SteadyBuffer buffer = new SteadyBuffer(AudioFormat.MONO_48K, 30, 12, 100);
  private double most;
  private double sum;
  private long looks;
  private double sumPpm;
  private long writes;

  /**
   * A speaker for so long: frames of 20 ms by our clock, up to so much late, chunks of 10 ms by the
   * card's, which is so much faster.
   */
  private void play(double seconds, double cardPpm, double lateMillis, double countFrom) {
    Random random = new Random(3);
    long nextFrame = 0;
    double nextChunk = 0;
    long frame = 0;
    while (nextFrame < seconds * 1e9) {
      if (nextFrame <= nextChunk) {
        buffer.write(nextFrame, pcm, 0, FRAME);
        if (nextFrame > countFrom * 1e9) {
          sumPpm += buffer.correctionPpm();
          writes++;
        }
        frame++;
        nextFrame = frame * 20_000_000L + (long) (random.nextDouble() * lateMillis * 1e6);
      } else {
        buffer.read(pcm, 0, CHUNK);
        if (nextChunk > countFrom * 1e9) {
          most = Math.max(most, buffer.heldMillis());
          sum += buffer.heldMillis();
          looks++;
        }
        nextChunk += 10_000_000 / (1 + cardPpm * 1e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-500, -50, 0, 50, 500})
  void staysSmallAndCompleteForAnHour(double cardPpm) {
    play(3_600, cardPpm, 3, 60);
    assertEquals(0, buffer.droppedSamples());
    assertEquals(0, buffer.missingSamples());
    assertTrue(most < 40, most + " ms at most");
    assertTrue(sum / looks < 20, sum / looks + " ms on average");
    assertEquals(-cardPpm, sumPpm / writes, 10);
  }

  @ParameterizedTest
  @CsvSource({"500", "-500"})
  void aBufferWithoutCorrectionWouldNot(double cardPpm) {
    ElasticBuffer plain = new ElasticBuffer(1, 30 * 48, 100 * 48);
    double nextChunk = 0;
    for (long frame = 0; frame < 180_000; frame++) {
      plain.write(pcm, 0, FRAME);
      for (; nextChunk < (frame + 1) * 20_000_000.0; nextChunk += 1e7 / (1 + cardPpm * 1e-6)) {
        plain.read(pcm, 0, CHUNK);
      }
    }
    assertTrue(plain.droppedSamples() + plain.missingSamples() > 0);
  }

  @Test
  void holdsMoreForAWhileAfterItRanDry() {
    play(60, 0, 0, 0);
    double before = sum / looks;
    buffer.read(pcm, 0, FRAME);
    while (buffer.read(pcm, 0, CHUNK) > 0) {
      // dry
    }
    sum = 0;
    looks = 0;
    for (long frame = 0; frame < 250; frame++) {
      buffer.write(60_000_000_000L + frame * 20_000_000, pcm, 0, FRAME);
      buffer.read(pcm, 0, CHUNK);
      sum += buffer.heldMillis();
      looks++;
      buffer.read(pcm, 0, CHUNK);
    }
    assertTrue(sum / looks > before + 5, before + " ms, then " + sum / looks);
  }
}
