package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.SineFit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a chain makes of frames; how its list is changed is in {@link ChainChangeTest}. */
class ProcessorChainTest {
  private static final AudioFormat MONO = Signals.MONO;

  private final ProcessorRegistry registry = ProcessorRegistry.shipped();
  private final ProcessorChain chain = live();

  private ProcessorChain live() {
    return ProcessorChain.builder(registry, MONO).outputFormat(MONO).keepTime().build(() -> 0);
  }

  @Test
  void anEmptyChainHandsTheFrameOn() {
    AudioFrame frame = AudioFrame.of(MONO, new short[960]);
    assertSame(frame, chain.process(frame));
    assertEquals(0, chain.latencySamples());
    assertEquals(List.of(), chain.status());
  }

  @Test
  void runsInOrderAndTellsOfEach() {
    List<ProcessorSpec> specs =
        List.of(named("level-meter"), named("gain").with("db", -12), named("level-meter"));
    chain.set(specs);
    hear(Signals.tone(MONO, 433, -20, 1));
    assertEquals(specs, chain.specs());
    List<ProcessorStatus> status = chain.status();
    assertEquals(-20, status.get(0).readings().get("levelDbfs"), 0.2);
    assertEquals(-32, status.get(2).readings().get("levelDbfs"), 0.2);
    assertEquals(named("gain").with("db", -12), status.get(1).spec());
    assertEquals(50, status.get(1).frames());
  }

  @Test
  void aBadListLeavesTheOldInForce() {
    chain.set(List.of(named("gain").with("db", -12)));
    ProcessorConfigException refused =
        assertThrows(
            ProcessorConfigException.class,
            () -> chain.set(List.of(named("pass-through"), named("gain").with("db", -61))));
    assertEquals("gain", refused.processor());
    assertEquals(List.of(named("gain").with("db", -12)), chain.specs());
    short[] out = hear(Signals.tone(MONO, 433, -20, 1));
    assertEquals(-32, Signals.dbfs(out, 0.5, 1), 0.1);
  }

  @Test
  void ownersGetTheFormatTheyNeedAndAllTheTime() {
    chain.set(
        List.of(
            named("transcoder").with("rate", 11_025).with("channels", 2),
            named("low-pass").with("hz", 1_000),
            named("transcoder").with("rate", 44_100)));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    short[] tone = Signals.tone(MONO, 433, -20, 2);
    short[] out = new short[tone.length];
    for (int at = 0; at < tone.length; ) {
      int count = Math.min(1 + random.nextInt(1_500), tone.length - at);
      AudioFrame frame = AudioFrame.of(MONO, Arrays.copyOfRange(tone, at, at + count));
      AudioFrame result = chain.process(frame);
      assertEquals(MONO, result.format());
      assertEquals(count, result.samplesPerChannel(), "seed " + seed);
      System.arraycopy(result.samples(), 0, out, at, count);
      at += count;
    }
    SineFit fit = SineFit.of(out, 48_000, 1, 48_000, 433.0 / 48_000);
    assertTrue(fit.residualDb() < -60, "seed " + seed + ": " + fit);
  }

  @Test
  void takingOverAConversionOfAnOddRateLosesNoSample() {
    for (int samples = 100; samples < 1_500; samples += 70) {
      ProcessorChain odd = live();
      odd.set(List.of(named("transcoder").with("rate", 11_025)));
      int count = samples;
      short[] out = Signals.through(odd, MONO, Signals.ongoing(433, 0, 2), () -> count);
      SineFit fit = SineFit.of(out, 9_600, 1, 86_400, 433.0 / 48_000);
      assertTrue(fit.residualDb() < -60, samples + " a frame: " + fit.residualDb() + " dB");
    }
  }

  @Test
  void withoutAWishWhatComesOutIsWhatTheLastOneMakes() {
    ProcessorChain free = ProcessorChain.builder(registry, MONO).build(() -> 0);
    assertEquals(MONO, free.outputFormat(MONO));
    free.set(List.of(named("transcoder").with("rate", 16_000), named("noise-reduction")));
    assertEquals(AudioFormat.mono(16_000), free.outputFormat(MONO));
    assertEquals(16 + 32 + 512, free.latencySamples());
    AudioFrame out = free.process(AudioFrame.of(MONO, new short[960]));
    assertEquals(AudioFormat.mono(16_000), out.format());
    assertEquals(320, out.samplesPerChannel());
    AudioFrame none = free.process(AudioFrame.of(MONO, new short[0]));
    assertEquals(AudioFormat.mono(16_000), none.format());
    assertEquals(0, none.samplesPerChannel());
  }

  @Test
  void latenciesAddUpInSamplesOfTheOutput() {
    chain.set(List.of(named("noise-reduction"), named("normaliser")));
    assertEquals(1_024 + 240, chain.latencySamples());
  }

  @Test
  void inLiveAudioATrimmedSilenceIsSilence() {
    chain.set(List.of(named("silence-trimmer")));
    short[] tone = Signals.tone(MONO, 433, -20, 1);
    short[] in = Signals.join(tone, Signals.noise(-70, 3, 1), tone);
    short[] out = hear(in);
    assertEquals(in.length, out.length);
    assertEquals(-20, Signals.dbfs(out, 0.1, 1), 0.1);
    assertEquals(0, Arrays.stream(toInts(out, 96_000, 190_000)).map(Math::abs).max().orElse(1));
    assertEquals(-20, Signals.dbfs(out, 4.15, 5), 0.1); // late by the 100 ms before the sound
    assertClickless(Arrays.copyOfRange(out, 48_000 - 4_800, 4 * 48_000), -45);
  }

  @Test
  void aBlockwiseProcessorIsPaddedOnceAndThenOnTime() {
    registry.register("blockwise", format -> new Blockwise());
    chain.set(List.of(named("blockwise")));
    hear(Signals.ongoing(433, 0, 0.2));
    short[] out = hear(Signals.ongoing(433, 9_600, 1));
    assertEquals(48_000, out.length);
    assertClickless(out, -60);
  }

  @Test
  void refusesFramesOfAnotherFormatAndTimeWithoutAFormat() {
    assertThrows(
        IllegalArgumentException.class,
        () -> chain.process(new AudioFrame(AudioFormat.STEREO_48K, 960)));
    assertThrows(
        IllegalStateException.class,
        () -> ProcessorChain.builder(registry, MONO).keepTime().build(() -> 0));
  }

  /** Collects 700 samples before it hands them on. */
  private static final class Blockwise implements AudioProcessor {
    private final Deque<Short> queue = new ArrayDeque<>();

    @Override
    public AudioFrame process(AudioFrame frame) {
      for (int i = 0; i < frame.length(); i++) {
        queue.add(frame.samples()[i]);
      }
      short[] out = new short[queue.size() / 700 * 700];
      for (int i = 0; i < out.length; i++) {
        out[i] = queue.remove();
      }
      return AudioFrame.of(frame.format(), out);
    }
  }

  private short[] hear(short[] pcm) {
    return Signals.through(chain, MONO, pcm);
  }

  /** Neither a step that the tone does not have, nor anything above 6 kHz. */
  private static void assertClickless(short[] pcm, double mostDbfs) {
    double clicks = Signals.clicksDbfs(pcm);
    assertTrue(clicks < mostDbfs, clicks + " dBFS above 6 kHz");
  }

  private static int[] toInts(short[] pcm, int from, int to) {
    int[] ints = new int[to - from];
    Arrays.setAll(ints, i -> pcm[from + i]);
    return ints;
  }

  private static ProcessorSpec named(String name) {
    return ProcessorSpec.of(name);
  }
}
