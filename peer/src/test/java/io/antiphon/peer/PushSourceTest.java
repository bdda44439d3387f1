package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PushSourceTest extends PushRig {
  @Test
  void playsWhatWasPushedThenSaysSo() {
    push(ramp(1_000));
    CompletableFuture<Boolean> flushed = source.flush();
    assertArrayEquals(Arrays.copyOf(ramp(1_000), 3 * SLOT), play(3));
    assertEquals(List.of(PushEvent.STARTED, PushEvent.FINISHED), events);
    assertTrue(flushed.join());
    assertEquals(0, source.stats().underruns());
  }

  @Test
  void holdsUntilSomebodyCanHear() {
    source = PushSource.of(MONO_24K);
    push(ramp(2 * SLOT));
    CompletableFuture<Boolean> flushed = source.flush();
    assertEquals(0, withoutSilence(play(100)).length);
    assertEquals(PushState.HELD, source.state());
    assertFalse(flushed.isDone());
    source.release();
    assertArrayEquals(ramp(2 * SLOT), play(2));
  }

  @Test
  void waitsForItsPrebufferButNotForEver() {
    push(ramp(SLOT));
    assertEquals(0, withoutSilence(play(2)).length);
    assertEquals(PushState.BUFFERING, source.state());
    push(ramp(2 * SLOT));
    assertEquals(1, play(1)[0]);

    source = source(MONO_24K, PushConfig.defaults());
    push(ramp(10));
    assertArrayEquals(ramp(10), withoutSilence(play(13)));
  }

  @Test
  void losesAndDoublesNothingHoweverItIsChunked() {
    for (int round = 0; round < 40; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      source = source(MONO_24K, PushConfig.defaults());
      short[] pcm = ramp(20_000 + random.nextInt(40_000));
      ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      byte[] all = bytes(pcm, order);
      PushStream stream = source.stream(MONO_24K, order);
      List<short[]> heard = new ArrayList<>();
      for (int at = 0; at < all.length; ) {
        int most = random.nextInt(4) == 0 ? all.length : 1 + random.nextInt(4_000);
        int length = Math.min(all.length - at, 1 + random.nextInt(most));
        CompletableFuture<Void> unused = stream.push(all, at, length);
        at += length;
        heard.add(play(random.nextInt(4)));
      }
      CompletableFuture<Boolean> flushed = stream.flush();
      heard.add(play(150));
      int length = heard.stream().mapToInt(each -> each.length).sum();
      short[] joined = new short[length];
      int at = 0;
      for (short[] each : heard) {
        System.arraycopy(each, 0, joined, at, each.length);
        at += each.length;
      }
      assertArrayEquals(pcm, withoutSilence(joined), "seed " + seed);
      assertTrue(flushed.join());
      PushStats stats = source.stats();
      assertEquals(pcm.length, stats.pushedSamples(), "seed " + seed);
      assertEquals(pcm.length, stats.playedSamples(), "seed " + seed);
      assertEquals(0, stats.waitingSamples() + stats.droppedSamples(), "seed " + seed);
    }
  }

  @Test
  void putsSamplesThatWereCutInTwoTogetherByteByByte() {
    AudioFormat stereo = AudioFormat.stereo(24_000);
    source = source(stereo, PushConfig.defaults());
    short[] pcm = {1, -1, 258, -32_768, 32_767, 7};
    PushStream stream = source.stream(stereo, ByteOrder.BIG_ENDIAN);
    for (byte each : bytes(pcm, ByteOrder.BIG_ENDIAN)) {
      CompletableFuture<Void> unused = stream.push(new byte[] {each}, 0, 1);
    }
    assertEquals(0, stream.incompleteBytes());
    CompletableFuture<Void> odd = stream.push(new byte[] {1, 2, 3}, 0, 3);
    assertEquals(3, stream.incompleteBytes());
    CompletableFuture<Boolean> flushed = stream.flush();
    assertArrayEquals(pcm, Arrays.copyOf(play(1), 6));
    assertEquals(3, source.stats().playedSamples());
    assertTrue(odd.isDone() && flushed.isDone());
  }

  @Test
  void fillsAnUnderrunWithSilenceAndCountsIt() {
    push(ramp(4 * SLOT + 100));
    play(5);
    assertEquals(List.of(PushEvent.STARTED, PushEvent.UNDERRUN), events);
    play(2);
    push(ramp(3 * SLOT));
    short[] after = play(1);
    assertEquals(1, after[0]);
    assertEquals(1, source.stats().underruns());
    assertEquals((2 * SLOT + SLOT - 100) / 24_000.0, source.stats().silenceSeconds(), 1e-9);
    assertEquals(2, events.size());
    CompletableFuture<Boolean> flushed = source.flush();
    play(3);
    assertEquals(PushEvent.FINISHED, events.get(2));
    assertTrue(flushed.isDone());
  }

  @Test
  void givesUpOnAProducerThatNeverEnds() {
    push(ramp(4 * SLOT));
    play(5 + 250);
    assertEquals(List.of(PushEvent.STARTED, PushEvent.UNDERRUN, PushEvent.FINISHED), events);
    play(6);
    assertFalse(source.isActive());
    push(ramp(4 * SLOT));
    assertEquals(1, play(1)[0]);
    assertEquals(2, source.stats().utterances());
  }

  @Test
  void playsTheNextUtteranceWithoutAGap() {
    push(ramp(1_111));
    CompletableFuture<Boolean> first = source.flush();
    push(ramp(2_222));
    CompletableFuture<Boolean> second = source.flush();
    short[] heard = play(7);
    assertArrayEquals(ramp(1_111), Arrays.copyOf(heard, 1_111));
    assertArrayEquals(ramp(2_222), Arrays.copyOfRange(heard, 1_111, 3_333));
    assertEquals(
        List.of(PushEvent.STARTED, PushEvent.FINISHED, PushEvent.STARTED, PushEvent.FINISHED),
        events);
    assertTrue(first.join() && second.join());
  }

  @Test
  void fadesOutWithinOneSlotWhenInterrupted() {
    short[] loud = new short[48_000];
    Arrays.fill(loud, (short) 20_000);
    push(loud);
    CompletableFuture<Boolean> flushed = source.flush();
    play(3);
    source.interrupt();
    short[] after = play(2);
    for (int i = 1; i < after.length; i++) {
      assertTrue(after[i] <= after[i - 1], "no step up at " + i);
      assertTrue(after[i - 1] - after[i] < 300, "no click at " + i);
    }
    assertEquals(0, after[240], "silent after 10 ms");
    assertFalse(flushed.join());
    assertEquals(PushEvent.INTERRUPTED, events.get(events.size() - 1));
    PushStats stats = source.stats();
    assertEquals(3 * SLOT + 240, stats.playedSamples());
    assertEquals(48_000 - 3 * SLOT - 240, stats.droppedSamples());
    assertEquals(0, stats.waitingSamples());
  }

  @Test
  void playsWhatIsPushedAfterAnInterruptAndNothingFromBefore() {
    for (int interrupts = 1; interrupts < 4; interrupts++) {
      source = source(MONO_24K, PushConfig.defaults());
      for (int i = 0; i < interrupts; i++) {
        short[] old = new short[10_000];
        Arrays.fill(old, (short) 32_123);
        push(old);
        source.interrupt();
      }
      push(ramp(3 * SLOT));
      CompletableFuture<Boolean> flushed = source.flush();
      assertArrayEquals(ramp(3 * SLOT), withoutSilence(play(8)), interrupts + " interrupts");
      assertTrue(flushed.join());
      assertEquals(interrupts * 10_000L, source.stats().droppedSamples());
    }
  }

  @Test
  void endsOnceItIsClosedAndPlayedOut() {
    push(ramp(100));
    source.close();
    short[] slot = new short[SLOT];
    assertEquals(100, source.read(slot, 0, SLOT));
    for (int i = 0; i < 4; i++) {
      assertEquals(0, source.read(slot, 0, SLOT), "slot " + i + " of the tail");
    }
    assertEquals(-1, source.read(slot, 0, SLOT));
    assertThrows(IllegalStateException.class, () -> source.push(slot, 0, 1));
  }

  @Test
  void keepsItsPlaceForAMomentAfterTheLastSample() {
    assertFalse(source.isActive());
    push(ramp(100));
    CompletableFuture<Boolean> flushed = source.flush();
    assertTrue(source.isActive());
    play(1);
    assertTrue(flushed.isDone());
    assertTrue(source.isActive());
    play(5);
    assertFalse(source.isActive());
  }
}
