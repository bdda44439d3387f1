package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import java.util.Arrays;

/** A sink that keeps all it hears, first channel only, for a test to look at. */
final class Heard implements AudioSink {
  private short[] samples = new short[48_000];
  private int count;
  private int rate;
  private int channels;
  private boolean ended;

  @Override
  public synchronized void accept(AudioFrame frame) {
    rate = frame.format().sampleRateHz();
    channels = frame.format().channels();
    if (count + frame.samplesPerChannel() > samples.length) {
      samples = Arrays.copyOf(samples, 2 * samples.length + frame.samplesPerChannel());
    }
    for (int i = 0; i < frame.samplesPerChannel(); i++) {
      samples[count++] = frame.samples()[i * channels];
    }
    notifyAll();
  }

  @Override
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized int channels() {
    return channels;
  }

  synchronized int length() {
    return count;
  }

  synchronized double seconds() {
    return rate == 0 ? 0 : (double) count / rate;
  }

  /** Waits until so many samples were heard, at most ten times as long as they last. */
  synchronized void await(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (count < wanted && !ended && System.nanoTime() < deadline) {
      wait(100);
    }
    if (count < wanted) {
      throw new AssertionError("heard only " + count + " of " + wanted + " samples");
    }
  }

  /** The largest sample between two instants. */
  synchronized int peak(double fromSeconds, double toSeconds) {
    int largest = 0;
    for (int i = (int) (fromSeconds * rate); i < Math.min(count, (int) (toSeconds * rate)); i++) {
      largest = Math.max(largest, Math.abs(samples[i]));
    }
    return largest;
  }

  /** The largest step from one sample to the next between two instants. */
  synchronized int steepest(double fromSeconds, double toSeconds) {
    int largest = 0;
    int to = Math.min(count, (int) (toSeconds * rate));
    for (int i = (int) (fromSeconds * rate) + 1; i < to; i++) {
      largest = Math.max(largest, Math.abs(samples[i] - samples[i - 1]));
    }
    return largest;
  }

  /** Share of the energy between two instants that lies at this frequency: 1 for a pure tone. */
  synchronized double purity(double hertz, double fromSeconds, double toSeconds) {
    int from = (int) (fromSeconds * rate);
    int to = Math.min(count, (int) (toSeconds * rate));
    double cos = 0;
    double sin = 0;
    double energy = 0;
    for (int i = from; i < to; i++) {
      double window = 1 - Math.cos(2 * Math.PI * (i - from) / (to - from));
      double value = samples[i] * window;
      cos += value * Math.cos(2 * Math.PI * hertz * i / rate) * window;
      sin += value * Math.sin(2 * Math.PI * hertz * i / rate) * window;
      energy += value * value;
    }
    double windowEnergy = 0;
    for (int i = 0; i < to - from; i++) {
      double window = 1 - Math.cos(2 * Math.PI * i / (to - from));
      windowEnergy += window * window;
    }
    return energy == 0 ? 0 : 2 * (cos * cos + sin * sin) / (windowEnergy * energy);
  }
}
