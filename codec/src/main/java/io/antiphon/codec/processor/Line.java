package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.Arrays;

/** Stages one after the other, possibly none. The list never changes. */
final class Line {
  private final AudioFormat input;
  private final Stage[] stages;

  Line(AudioFormat input, Stage... stages) {
    this.input = input;
    this.stages = stages;
  }

  AudioFormat input() {
    return input;
  }

  AudioFormat output() {
    return stages.length == 0 ? input : stages[stages.length - 1].output();
  }

  int size() {
    return stages.length;
  }

  Stage get(int index) {
    return stages[index];
  }

  AudioFrame run(AudioFrame frame, long frameNanos) {
    AudioFrame current = frame;
    for (Stage stage : stages) {
      current = stage.run(current, frameNanos);
    }
    return current;
  }

  /** By how much what comes out is late, in samples of a rate, rounded up. */
  int latencySamples(AudioFormat counted) {
    double seconds = 0;
    for (Stage stage : stages) {
      seconds += stage.output().seconds(stage.latencySamples());
    }
    return (int) Math.ceil(seconds * counted.sampleRateHz() - 1e-6);
  }

  /** The stages from one index to before another. */
  Line part(int first, int end) {
    AudioFormat format = first == 0 ? input : stages[first - 1].output();
    return new Line(format, Arrays.copyOfRange(stages, first, end));
  }

  /** This line, but with those of the other's stages at both ends that do the same already. */
  Line keeping(Line other, int prefix, int suffix) {
    Stage[] merged = stages.clone();
    System.arraycopy(other.stages, 0, merged, 0, prefix);
    System.arraycopy(other.stages, other.size() - suffix, merged, merged.length - suffix, suffix);
    return new Line(input, merged);
  }

  /** How many stages from the front do the same in the other line, and can go on there. */
  int commonPrefix(Line other) {
    int most = Math.min(size(), other.size());
    int count = 0;
    while (count < most && stages[count].canReplace(other.stages[count])) {
      count++;
    }
    return count;
  }

  /** The same from the back, not counting the first {@code prefix} of either. */
  int commonSuffix(Line other, int prefix) {
    int most = Math.min(size(), other.size()) - prefix;
    int count = 0;
    while (count < most
        && stages[size() - 1 - count].canReplace(other.stages[other.size() - 1 - count])) {
      count++;
    }
    return count;
  }

  void reset() {
    for (Stage stage : stages) {
      stage.reset();
    }
  }
}
