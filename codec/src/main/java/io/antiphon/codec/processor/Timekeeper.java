package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.Arrays;

/**
 * Gives out as much time as went in, whatever the processors made of it: what they leave out is
 * silence, what is more waits its turn. More than a second never waits; the oldest is dropped.
 */
final class Timekeeper {
  private final AudioFormat input;
  private final AudioFormat output;
  private final SeamSmoother seams;
  private final int mostWaiting;
  private short[] waiting;
  private int waitingSamples;
  private AudioFrame result;

  /** Samples put in since the last whole second of output, times the output rate. */
  private long owed;

  private boolean silent;

  Timekeeper(AudioFormat input, AudioFormat output) {
    this.input = input;
    this.output = output;
    seams = new SeamSmoother(output);
    mostWaiting = output.sampleRateHz();
    waiting = new short[0];
    result = new AudioFrame(output, 0);
  }

  /**
   * Takes what the processors made of a frame.
   *
   * @param inputSamples samples per channel that went in
   * @return the samples due for them: after {@code n} in, {@code ceil(n × rate out / rate in)} out
   */
  AudioFrame pace(AudioFrame made, int inputSamples) {
    int due = due(inputSamples);
    if (waitingSamples == 0 && made.samplesPerChannel() == due && !silent) {
      seams.smooth(made.samples(), 0, due);
      return made;
    }
    append(made);
    if (result.capacityPerChannel() < due) {
      result = new AudioFrame(output, due);
    }
    result.setSamplesPerChannel(due);
    int ready = Math.min(due, waitingSamples);
    take(ready);
    fillUp(ready, due);
    return result;
  }

  void reset() {
    seams.reset();
    waitingSamples = 0;
    owed = 0;
    silent = false;
  }

  /** Rounded up in sum, as {@link io.antiphon.codec.Resampler} does: it never owes a sample. */
  private int due(int inputSamples) {
    long before = Math.floorDiv(owed + input.sampleRateHz() - 1, (long) input.sampleRateHz());
    owed += (long) inputSamples * output.sampleRateHz();
    long after = Math.floorDiv(owed + input.sampleRateHz() - 1, (long) input.sampleRateHz());
    owed -= owed / input.sampleRateHz() * input.sampleRateHz();
    return (int) (after - before);
  }

  private void append(AudioFrame made) {
    int channels = output.channels();
    int all = waitingSamples + made.samplesPerChannel();
    if (waiting.length < all * channels) {
      waiting = Arrays.copyOf(waiting, all * channels);
    }
    System.arraycopy(made.samples(), 0, waiting, waitingSamples * channels, made.length());
    waitingSamples = all;
    if (waitingSamples > mostWaiting) {
      drop(waitingSamples - mostWaiting);
      seams.seam();
    }
  }

  private void take(int ready) {
    if (ready == 0) {
      return;
    }
    System.arraycopy(waiting, 0, result.samples(), 0, ready * output.channels());
    if (silent) {
      seams.seam();
      silent = false;
    }
    seams.smooth(result.samples(), 0, ready);
    drop(ready);
  }

  private void drop(int samples) {
    int channels = output.channels();
    waitingSamples -= samples;
    System.arraycopy(waiting, samples * channels, waiting, 0, waitingSamples * channels);
  }

  private void fillUp(int from, int due) {
    if (from == due) {
      return;
    }
    int channels = output.channels();
    Arrays.fill(result.samples(), from * channels, due * channels, (short) 0);
    if (!silent) {
      seams.seam();
      silent = true;
    }
    seams.smooth(result.samples(), from * channels, due - from);
  }
}
