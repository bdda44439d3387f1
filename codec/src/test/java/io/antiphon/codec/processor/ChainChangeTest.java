package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is heard while the list of processors changes. */
class ChainChangeTest {
  private static final AudioFormat MONO = Signals.MONO;

  private final ProcessorChain chain =
      ProcessorChain.builder(ProcessorRegistry.shipped(), MONO)
          .outputFormat(MONO)
          .keepTime()
          .build(() -> 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gain",
        "normaliser",
        "high-pass",
        "low-pass",
        "noise-gate",
        "noise-reduction",
        "transcoder"
      })
  void puttingAProcessorInAndTakingItOutDoesNotClick(String name) {
    ProcessorSpec spec = named(name);
    spec = name.equals("gain") ? spec.with("db", -30) : spec;
    spec = name.equals("high-pass") ? spec.with("hz", 1_000).with("order", 4) : spec;
    spec = name.equals("transcoder") ? spec.with("rate", 16_000) : spec;
    short[] before = hear(Signals.ongoing(711, 0, 1));
    chain.set(List.of(spec));
    short[] with = hear(Signals.ongoing(711, 48_000, 1));
    chain.set(List.of());
    short[] after = hear(Signals.ongoing(711, 96_000, 1));
    short[] all = Signals.join(before, with, after);
    assertEquals(3 * 48_000, all.length);
    assertClickless(all, -75);
  }

  @Test
  void aHarderChangeIsHeardWithin60MillisecondsAndDoesNotClick() {
    chain.set(List.of(named("gain").with("db", 0)));
    short[] before = hear(Signals.ongoing(433, 0, 1));
    chain.set(List.of(named("gain").with("db", -60)));
    short[] after = hear(Signals.ongoing(433, 48_000, 1));
    assertClickless(Signals.join(before, after), -60);
    assertEquals(-15, Signals.dbfs(after, 0, 0.02), 0.5);
    assertEquals(-75, Signals.dbfs(after, 0.06, 1), 1);
  }

  @Test
  void whatStaysInTheListKeepsWhatItHasLearnt() {
    ProcessorSpec normaliser = named("normaliser").with("targetDbfs", -15);
    chain.set(List.of(normaliser, named("gain").with("db", -3)));
    hear(Signals.tone(MONO, 433, -35, 3));
    chain.set(List.of(named("pass-through"), normaliser, named("gain").with("db", -6)));
    // It was at the front, and is now between two that changed: it begins anew.
    hear(Signals.tone(MONO, 433, -35, 0.1));
    assertTrue(chain.status().get(1).readings().get("gainDb") < 10);
    hear(Signals.tone(MONO, 433, -35, 3));
    chain.set(List.of(named("pass-through"), normaliser, named("gain").with("db", -9)));
    short[] out = hear(Signals.tone(MONO, 433, -35, 0.5));
    assertEquals(20, chain.status().get(1).readings().get("gainDb"), 0.5);
    assertEquals(-24, Signals.dbfs(out, 0.1, 0.5), 0.5);
    assertEquals(5 + 150 + 25, chain.status().get(1).frames());
    chain.set(List.of(named("gain").with("db", -9), named("pass-through"), normaliser));
    chain.set(List.of(named("level-meter"), normaliser, named("gain").with("db", -9)));
    hear(Signals.tone(MONO, 433, -35, 0.5));
    assertEquals(20, chain.status().get(1).readings().get("gainDb"), 0.5);
  }

  @Test
  void aChangeDuringAChangeWaitsAndTheLastOneWins() {
    chain.set(List.of(named("gain").with("db", -10)));
    short[] out = hear(Signals.ongoing(433, 0, 0.02));
    for (int db = -20; db >= -60; db -= 10) {
      chain.set(List.of(named("gain").with("db", db)));
    }
    short[] more = hear(Signals.ongoing(433, 960, 0.98));
    assertClickless(Signals.join(out, more), -60);
    assertEquals(-75, Signals.dbfs(more, 0.2, 0.98), 1);
  }

  @Test
  void aResetForgetsAndEndsAChangeAtOnce() {
    chain.set(List.of(named("noise-reduction").with("reductionDb", 0), named("transcoder")));
    hear(Signals.noise(-10, 0.1, 1));
    chain.set(List.of(named("noise-reduction").with("reductionDb", 0)));
    hear(Signals.noise(-10, 0.02, 2));
    chain.reset();
    assertArrayEquals(new short[4_800], hear(new short[4_800]));
  }

  @Test
  void anyThreadMayChangeTheListWhileAudioRuns() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread changing =
        new Thread(
            () -> {
              String[] names = {"gain", "noise-reduction", "transcoder", "low-pass", "normaliser"};
              try {
                while (!done.get()) {
                  List<ProcessorSpec> specs =
                      random
                          .ints(random.nextInt(4), 0, names.length)
                          .mapToObj(i -> named(names[i]))
                          .toList();
                  chain.set(specs);
                  assertEquals(specs.size(), chain.status().size());
                }
              } catch (RuntimeException | Error e) {
                failure.set(e);
              }
            });
    changing.start();
    try {
      short[] tone = Signals.tone(MONO, 433, -20, 0.02);
      for (int i = 0; i < 3_000; i++) {
        AudioFrame frame = AudioFrame.of(MONO, tone.clone());
        assertEquals(960, chain.process(frame).samplesPerChannel(), "seed " + seed);
      }
    } finally {
      done.set(true);
      changing.join();
    }
    assertEquals(null, failure.get(), "seed " + seed);
    assertEquals(0, chain.bypasses(), "seed " + seed);
  }

  private short[] hear(short[] pcm) {
    return Signals.through(chain, MONO, pcm);
  }

  /** Neither a step that the tone does not have, nor anything above 6 kHz. */
  private static void assertClickless(short[] pcm, double mostDbfs) {
    double clicks = Signals.clicksDbfs(pcm);
    assertTrue(clicks < mostDbfs, clicks + " dBFS above 6 kHz");
  }

  private static ProcessorSpec named(String name) {
    return ProcessorSpec.of(name);
  }
}
