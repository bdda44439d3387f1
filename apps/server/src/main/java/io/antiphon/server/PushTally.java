package io.antiphon.server;

import io.antiphon.peer.PushStats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Sums what was pushed to all peers, those who have left included. From any thread. */
final class PushTally {
  private final List<LiveAudio> all = new ArrayList<>();
  private final List<PushStats> departed = new ArrayList<>();

  synchronized void add(LiveAudio live) {
    all.add(live);
  }

  /** One goes; what was pushed to it stays counted. */
  synchronized void remove(LiveAudio live) {
    if (all.remove(live)) {
      PushStats last = live.source().stats();
      departed.add(last);
      if (departed.size() > 1) {
        PushStats sum = sum(departed);
        departed.clear();
        departed.add(sum);
      }
    }
  }

  private static PushStats sum(List<PushStats> each) {
    return new PushStats(
        each.stream().mapToLong(PushStats::pushedSamples).sum(),
        each.stream().mapToLong(PushStats::playedSamples).sum(),
        each.stream().mapToLong(PushStats::droppedSamples).sum(),
        0,
        each.stream().mapToDouble(PushStats::pushedSeconds).sum(),
        each.stream().mapToDouble(PushStats::playedSeconds).sum(),
        each.stream().mapToDouble(PushStats::droppedSeconds).sum(),
        0,
        each.stream().mapToLong(PushStats::utterances).sum(),
        each.stream().mapToLong(PushStats::underruns).sum(),
        each.stream().mapToDouble(PushStats::silenceSeconds).sum());
  }

  /** The sum of one of the numbers, which must be one that only grows. */
  synchronized double total(ToDoubleFunction<PushStats> number) {
    double total = 0;
    for (PushStats each : departed) {
      total += number.applyAsDouble(each);
    }
    for (LiveAudio each : all) {
      total += number.applyAsDouble(each.source().stats());
    }
    return total;
  }
}
