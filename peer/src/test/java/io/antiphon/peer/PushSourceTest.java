package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PushSourceTest {
  private static final AudioFormat MONO_24K = AudioFormat.mono(24_000);
  private static final int SLOT = 480;

  private final List<PushEvent> events = new ArrayList<>();
  private PushSource source = source(MONO_24K, PushConfig.defaults());

  private PushSource source(AudioFormat format, PushConfig config) {
    PushSource made = PushSource.of(format, config);
    made.onEvent(events::add);
    made.release();
    events.clear();
    return made;
  }

  /** Plays so many slots of 20 ms; what they held, silence included. */
  private short[] play(int slots) {
    int length = source.format().samplesPerChannel(20) * source.format().channels();
    short[] heard = new short[slots * length];
    for (int i = 0; i < slots; i++) {
      source.read(heard, i * length, length / source.format().channels());
    }
    return heard;
  }

  /** Never 0, so that silence can be told from it. */
  private static short[] ramp(int samples) {
    short[] ramp = new short[samples];
    for (int i = 0; i < samples; i++) {
      ramp[i] = (short) (1 + i % 32_000);
    }
    return ramp;
  }

  private static short[] withoutSilence(short[] pcm) {
    short[] kept = new short[pcm.length];
    int count = 0;
    for (short sample : pcm) {
      if (sample != 0) {
        kept[count++] = sample;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static byte[] bytes(short[] pcm, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length).order(order);
    bytes.asShortBuffer().put(pcm);
    return bytes.array();
  }

  private void push(short[] pcm) {
    CompletableFuture<Void> unused = source.push(pcm, 0, pcm.length);
  }

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
