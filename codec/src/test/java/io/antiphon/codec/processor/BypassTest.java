package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.processor.ProcessorBypass.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a chain does with processors that fail; of those that dawdle speaks {@link
 * SlowProcessorTest}.
 */
class BypassTest {
  private static final AudioFormat MONO = Signals.MONO;
  private static final long MILLI = 1_000_000;

  private final ProcessorRegistry registry = ProcessorRegistry.shipped();
  private final List<ProcessorBypass> reports = new ArrayList<>();
  private long nowNanos;
  private final ProcessorChain chain =
      ProcessorChain.builder(registry, MONO)
          .outputFormat(MONO)
          .keepTime()
          .onBypass(reports::add)
          .build(() -> nowNanos);

  @Test
  void oneThatThrowsIsPassedByFromThatFrameOn() {
    registry.register("fragile", format -> failingAt(3, () -> new IllegalStateException("broken")));
    chain.set(List.of(named("gain"), named("fragile"), named("level-meter")));
    nowNanos = 7 * MILLI;
    for (int i = 0; i < 10; i++) {
      short[] in = {1, 2, 3, (short) i};
      assertArrayEquals(in, chain.process(AudioFrame.of(MONO, in.clone())).samples());
    }
    ProcessorBypass report =
        new ProcessorBypass(
            named("fragile"),
            Reason.FAILED,
            "java.lang.IllegalStateException: broken",
            7 * MILLI,
            2);
    assertEquals(List.of(report), reports);
    assertEquals(report, chain.status().get(1).bypass());
    assertNull(chain.status().get(2).bypass());
    assertEquals(10, chain.status().get(2).frames());
    assertEquals(1, chain.bypasses());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {StackOverflowError.class, NoClassDefFoundError.class, AssertionError.class})
  void errorsDoNotEndTheCallEither(Class<? extends Error> type) {
    registry.register(
        "fragile",
        format ->
            failingAt(
                1,
                () -> {
                  try {
                    throw type.getConstructor().newInstance();
                  } catch (ReflectiveOperationException e) {
                    throw new LinkageError("the test", e);
                  }
                }));
    chain.set(List.of(named("fragile")));
    assertArrayEquals(new short[] {5}, chain.process(frame((short) 5)).samples());
    assertEquals(type.getName(), reports.get(0).detail());
  }

  @Test
  void whatItHadAlreadyDoneToTheFrameIsUndone() {
    registry.register(
        "half-way",
        format ->
            frame -> {
              Arrays.fill(frame.samples(), 0, 2, (short) 9);
              frame.setSamplesPerChannel(1);
              throw new IllegalStateException();
            });
    chain.set(List.of(named("half-way")));
    assertArrayEquals(new short[] {1, 2, 3}, chain.process(frame(1, 2, 3)).samples());
  }

  @Test
  void whatItReturnsMustBeWhatItDeclared() {
    registry.register("null", format -> frame -> nothing());
    registry.register("wide", format -> frame -> new AudioFrame(AudioFormat.STEREO_48K, 960));
    chain.set(List.of(named("null"), named("wide")));
    assertArrayEquals(new short[] {1, 2, 3}, chain.process(frame(1, 2, 3)).samples());
    assertEquals("java.lang.IllegalStateException: returned null", reports.get(0).detail());
    assertTrue(reports.get(1).detail().contains("returned AudioFormat[sampleRateHz=48000, ch"));
  }

  @Test
  void itStaysOutUntilTheListIsSetAnew() {
    int[] made = {0};
    registry.register(
        "fragile",
        format -> made[0]++ == 0 ? failingAt(1, IllegalStateException::new) : frame -> frame);
    chain.set(List.of(named("fragile")));
    play(3);
    assertNotNull(chain.status().get(0).bypass());
    chain.reset();
    play(3);
    assertNotNull(chain.status().get(0).bypass());
    chain.set(chain.specs());
    play(10);
    assertNull(chain.status().get(0).bypass());
    assertEquals(10, chain.status().get(0).frames());
    assertEquals(1, reports.size());
  }

  @Test
  void forOneThatConvertsAPlainConversionStandsIn() {
    AudioFormat narrow = AudioFormat.mono(16_000);
    registry.register(
        "narrow",
        format ->
            new AudioProcessor() {
              @Override
              public AudioFrame process(AudioFrame frame) {
                throw new IllegalStateException();
              }

              @Override
              public AudioFormat outputFormat(AudioFormat input) {
                return narrow;
              }
            });
    chain.set(List.of(named("narrow"), named("noise-gate")));
    short[] out = Signals.through(chain, MONO, Signals.tone(MONO, 433, -20, 1));
    assertEquals(48_000, out.length);
    assertEquals(-20, Signals.dbfs(out, 0.5, 1), 0.1);
    assertEquals(1, reports.size());
  }

  @Test
  void beingPassedByDoesNotClick() {
    registry.register("inverting", format -> new Inverting(25));
    chain.set(List.of(named("inverting")));
    short[] out = Signals.through(chain, MONO, Signals.tone(MONO, 433, -20, 1));
    assertEquals(1, reports.size());
    // Turning a wave of -17 dBFS over from one sample to the next would be -12.
    assertTrue(Signals.clicksDbfs(out) < -45, Signals.clicksDbfs(out) + " dBFS above 6 kHz");
  }

  @Test
  void failuresElsewhereThanInProcessing() {
    registry.register(
        "odd",
        format ->
            new AudioProcessor() {
              @Override
              public AudioFrame process(AudioFrame frame) {
                return frame;
              }

              @Override
              public Map<String, Double> readings() {
                throw new IllegalStateException("readings");
              }

              @Override
              public void reset() {
                throw new IllegalStateException("reset");
              }
            });
    chain.set(List.of(named("odd")));
    play(1);
    assertEquals(Map.of(), chain.status().get(0).readings());
    assertNull(chain.status().get(0).bypass());
    chain.reset();
    assertEquals("reset: java.lang.IllegalStateException: reset", reports.get(0).detail());
    play(1);
  }

  @Test
  void aListenerThatFailsIsNotTheCallsConcern() {
    registry.register("fragile", format -> failingAt(1, IllegalStateException::new));
    ProcessorChain deaf =
        ProcessorChain.builder(registry, MONO)
            .onBypass(
                bypass -> {
                  throw new IllegalStateException();
                })
            .build(() -> 0);
    deaf.set(List.of(named("fragile")));
    assertArrayEquals(new short[] {1}, deaf.process(frame((short) 1)).samples());
    assertEquals(1, deaf.bypasses());
  }

  @Test
  void whateverFailsWheneverTheTimeIsKept() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    registry.register(
        "unlucky",
        format ->
            frame -> {
              if (random.nextInt(40) == 0) {
                throw new IllegalStateException();
              }
              nowNanos += random.nextInt(50) == 0 ? 100 * MILLI : 0;
              frame.setSamplesPerChannel(frame.samplesPerChannel() - random.nextInt(2));
              return frame;
            });
    for (int i = 0; i < 2_000; i++) {
      if (i % 20 == 0) {
        chain.set(
            List.of(
                named("unlucky"),
                named("transcoder").with("rate", 8_000),
                named("unlucky"),
                named("gain")));
      }
      AudioFrame out = chain.process(AudioFrame.of(MONO, new short[960]));
      assertEquals(960, out.samplesPerChannel(), "seed " + seed);
    }
    assertEquals(reports.size(), chain.bypasses());
    assertTrue(reports.size() > 20, "seed " + seed);
  }

  /** Turns the wave over, until it fails. */
  private static final class Inverting implements AudioProcessor {
    private int left;

    Inverting(int frames) {
      left = frames;
    }

    @Override
    public AudioFrame process(AudioFrame frame) {
      if (left-- == 0) {
        throw new IllegalStateException();
      }
      for (int i = 0; i < frame.length(); i++) {
        frame.samples()[i] = (short) -frame.samples()[i];
      }
      return frame;
    }
  }

  private void play(int frames) {
    for (int i = 0; i < frames; i++) {
      chain.process(AudioFrame.of(MONO, new short[960]));
    }
  }

  private static AudioProcessor failingAt(int frame, Supplier<? extends Throwable> failure) {
    int[] seen = {0};
    return in -> {
      if (++seen[0] == frame) {
        BypassTest.<RuntimeException>raise(failure.get());
      }
      return in;
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void raise(Throwable failure) throws T {
    throw (T) failure;
  }

  @SuppressWarnings("NullAway") // what a careless processor does
  private static AudioFrame nothing() {
    return null;
  }

  private static AudioFrame frame(int... samples) {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) samples[i];
    }
    return AudioFrame.of(MONO, pcm);
  }

  private static ProcessorSpec named(String name) {
    return ProcessorSpec.of(name);
  }
}
