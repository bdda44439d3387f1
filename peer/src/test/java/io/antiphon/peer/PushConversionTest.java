package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pushed audio in other rates and channels than what is played. */
class PushConversionTest extends PushRig {
  @Test
  void convertedAudioIsInTimeAndAsLongAsItWas() {
    AudioFormat stereo = AudioFormat.stereo(48_000);
    for (int rate : new int[] {8_000, 16_000, 22_050, 24_000, 44_100}) {
      source = source(stereo, PushConfig.defaults());
      PushStream stream = source.stream(AudioFormat.mono(rate), ByteOrder.LITTLE_ENDIAN);
      int samples = rate / 2 + 7;
      short[] tone = new short[samples];
      for (int i = 0; i < samples; i++) {
        tone[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * 433 * i / rate));
      }
      byte[] pcm = bytes(tone, ByteOrder.LITTLE_ENDIAN);
      CompletableFuture<Void> unused = stream.push(pcm, 0, pcm.length);
      CompletableFuture<Boolean> flushed = stream.flush();
      int length = 0;
      short[] heard = new short[2 * 960 * 30];
      for (int i = 0; i < 30; i++) {
        length += source.read(heard, i * 1_920, 960);
      }
      assertEquals((int) Math.ceil(samples * 48_000.0 / rate), length, rate + " Hz");
      for (int i = 2_000; i < 20_000; i++) { // of each channel; in phase
        double expected = 10_000 * Math.sin(2 * Math.PI * 433 * i / 48_000.0);
        // Within a sample: the filter's delay is no whole number of them for every rate.
        assertEquals(
            expected, heard[2 * i], 48_000 % rate == 0 ? 60 : 600, rate + " Hz, sample " + i);
        assertEquals(heard[2 * i], heard[2 * i + 1]);
      }
      assertEquals(samples, source.stats().playedSamples());
      assertTrue(flushed.isDone());
    }
  }

  @Test
  void utterancesOfOneFormatAreConvertedAsOne() {
    source = source(AudioFormat.MONO_48K, PushConfig.defaults());
    short[] tone = new short[4_801];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * 433 * i / 24_000));
    }
    byte[] pcm = bytes(tone, ByteOrder.LITTLE_ENDIAN);
    int half = 2 * 1_777;
    PushStream stream = source.stream(MONO_24K, ByteOrder.LITTLE_ENDIAN);
    CompletableFuture<Void> one = stream.push(pcm, 0, half);
    CompletableFuture<Boolean> oneOver = stream.flush();
    CompletableFuture<Void> two = stream.push(pcm, half, pcm.length - half);
    CompletableFuture<Boolean> twoOver = stream.flush();
    short[] heard = play(12);
    for (int i = 100; i < 9_500; i++) {
      assertEquals(10_000 * Math.sin(2 * Math.PI * 433 * i / 48_000.0), heard[i], 60, "at " + i);
    }
    assertTrue(one.isDone() && two.isDone() && oneOver.join() && twoOver.join());
  }

  @Test
  void anotherFormatFollowsWithoutAGap() {
    source = source(AudioFormat.MONO_48K, PushConfig.defaults());
    byte[] dc = new byte[2 * 8_000];
    for (int i = 1; i < dc.length; i += 2) {
      dc[i] = 32; // 8,192
    }
    PushStream slow = source.stream(AudioFormat.mono(16_000), ByteOrder.LITTLE_ENDIAN);
    PushStream fast = source.stream(AudioFormat.stereo(48_000), ByteOrder.LITTLE_ENDIAN);
    CompletableFuture<Void> one = slow.push(dc, 0, 2 * 1_600);
    CompletableFuture<Boolean> oneOver = slow.flush();
    CompletableFuture<Void> two = fast.push(dc, 0, 4 * 3_000);
    CompletableFuture<Boolean> twoOver = fast.flush();
    short[] heard = play(10);
    int loud = 0;
    for (short sample : heard) {
      loud += sample > 3_000 ? 1 : 0;
    }
    assertEquals(4_800 + 3_000, loud, 10);
    for (int i = 0; i < 7_700; i++) {
      boolean edge = Math.abs(i - 4_800) < 5; // a filter rounds it
      assertTrue(edge || heard[i] > 3_000, "a gap at " + i);
    }
    assertTrue(one.isDone() && two.isDone() && oneOver.join() && twoOver.join());
  }
}
