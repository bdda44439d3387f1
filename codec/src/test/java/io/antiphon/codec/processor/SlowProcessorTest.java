package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.processor.ProcessorBypass.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a chain does with a processor that dawdles. Time passes only as it says. */
class SlowProcessorTest {
  private static final AudioFormat MONO = Signals.MONO;
  private static final long MILLI = 1_000_000;

  private final ProcessorRegistry registry = ProcessorRegistry.shipped();
  private final List<ProcessorBypass> reports = new ArrayList<>();
  private long nowNanos;
  private final ProcessorChain chain =
      ProcessorChain.builder(registry, MONO).onBypass(reports::add).build(() -> nowNanos);

  @Test
  void oneThatTakesTwiceTheTimeThereIsIsPassedByAfterNineFrames() {
    slowOne(40 * MILLI);
    play(8);
    assertEquals(List.of(), reports);
    play(1);
    assertEquals(Reason.SLOW, reports.get(0).reason());
    assertEquals(
        "took 40.0 ms of a 20.0 ms frame, and is 262 ms behind of late", reports.get(0).detail());
    assertEquals(9, reports.get(0).frames());
    play(10);
    assertEquals(1, reports.size());
    assertEquals(9 * 40 * MILLI, nowNanos);
    assertEquals(9, chain.status().get(0).frames());
    assertEquals(40 * MILLI, chain.status().get(0).maxNanos());
    assertEquals(9 * 40 * MILLI, chain.status().get(0).totalNanos());
  }

  @Test
  void oneThatBlocksForSecondsIsPassedByTheSecondTime() {
    slowOne(5_000 * MILLI);
    play(1);
    assertEquals(List.of(), reports);
    play(1);
    assertEquals(Reason.SLOW, reports.get(0).reason());
  }

  @Test
  void oneThatAlwaysTakesALittleTooMuchIsPassedByInTheEnd() {
    slowOne(12 * MILLI);
    long frames = 0;
    while (reports.isEmpty() && frames < 1_000) {
      play(1);
      nowNanos += 8 * MILLI; // a frame every 20 ms
      frames++;
    }
    assertTrue(frames > 125 && frames < 250, frames + " frames");
  }

  /** A machine that stands still meets a processor at work now and then, and makes it late. */
  @ParameterizedTest
  @CsvSource({"50, 2", "100, 5", "300, 13", "5000, 13"})
  void aMachineThatStandsStillCostsNobodyTheirPlace(int stallMillis, int everySeconds) {
    int[] left = {0};
    registry.register(
        "blameless",
        format ->
            frame -> {
              boolean stall = left[0]-- == 0;
              nowNanos += (stall ? stallMillis : 0) * MILLI;
              left[0] = stall ? 50 * everySeconds : left[0];
              return frame;
            });
    chain.set(List.of(ProcessorSpec.of("blameless")));
    for (int i = 0; i < 100 * 50 * everySeconds; i++) {
      play(1);
      nowNanos += 20 * MILLI;
    }
    assertEquals(List.of(), reports);
    assertEquals(stallMillis * MILLI, chain.status().get(0).maxNanos(), "it was late at all");
  }

  @ParameterizedTest
  @CsvSource({"10, 20", "5, 10", "4, 2.5"})
  void halfAFrameOrHalfOfTenMillisecondsIsAllowed(double tookMillis, double frameMillis) {
    slowOne((long) (tookMillis * MILLI));
    for (int i = 0; i < 100; i++) {
      chain.process(AudioFrame.of(MONO, new short[(int) (frameMillis * 48)]));
    }
    assertEquals(List.of(), reports);
  }

  private void slowOne(long nanos) {
    registry.register(
        "slow",
        format ->
            frame -> {
              nowNanos += nanos;
              return frame;
            });
    chain.set(List.of(ProcessorSpec.of("slow")));
  }

  private void play(int frames) {
    for (int i = 0; i < frames; i++) {
      chain.process(AudioFrame.of(MONO, new short[960]));
    }
  }
}
