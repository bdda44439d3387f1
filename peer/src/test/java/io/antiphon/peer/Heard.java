package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.LevelMeter;
import java.util.Arrays;
import java.util.stream.IntStream;

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

  synchronized void awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!ended && System.nanoTime() < deadline) {
      wait(100);
    }
    if (!ended) {
      throw new AssertionError("heard no end");
    }
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

  /** Waits until so many samples were heard, half a minute at most. */
  synchronized void await(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
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

  /** Root mean square between two instants, full scale being 1: the median over 100 ms windows. */
  synchronized double level(double fromSeconds, double toSeconds) {
    int window = rate / 10;
    int from = (int) (fromSeconds * rate);
    int to = Math.min(count, (int) (toSeconds * rate));
    return IntStream.iterate(from, at -> at + window <= to, at -> at + window)
        .mapToDouble(at -> LevelMeter.rms(samples, at, window))
        .sorted()
        .skip((to - from) / window / 2)
        .findFirst()
        .orElse(0);
  }

  /**
   * Share of the energy that lies at this frequency, 1 for a pure tone: the median over windows of
   * 100 ms, so that a slot which a busy machine has missed does not count and a tone that is wrong
   * throughout does.
   */
  synchronized double purity(double hertz, double fromSeconds, double toSeconds) {
    int window = rate / 10;
    int from = (int) (fromSeconds * rate);
    int to = Math.min(count, (int) (toSeconds * rate));
    return IntStream.iterate(from, at -> at + window <= to, at -> at + window)
        .mapToDouble(at -> purity(hertz, at, window))
        .sorted()
        .skip((to - from) / window / 2)
        .findFirst()
        .orElse(0);
  }

  /**
   * Seconds in which just these tones were heard from an instant on, each of them and nothing else.
   * Judged by short pieces, so that a machine which stands still for a moment spoils those alone.
   */
  synchronized double secondsOf(double fromSeconds, double... hertz) {
    int window = hertz.length == 1 ? rate / 25 : rate / 10;
    int pieces = 0;
    for (int at = (int) (fromSeconds * rate); rate > 0 && at + window <= count; at += window / 2) {
      pieces += isJust(at, window, hertz) ? 1 : 0;
    }
    return (double) pieces * window / (2 * Math.max(rate, 1));
  }

  private boolean isJust(int at, int window, double... hertz) {
    double sum = 0;
    for (double each : hertz) {
      double share = purity(each, at, window);
      if (share < 0.4 / hertz.length) {
        return false;
      }
      sum += share;
    }
    return sum > 0.97 && LevelMeter.rms(samples, at, window) > 0.003;
  }

  /** Waits until just these tones were heard for so long from an instant on. */
  void awaitTones(double fromSeconds, double seconds, double... hertz) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    double heard = secondsOf(fromSeconds, hertz);
    while (heard < seconds) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            "%.2f s of %s Hz, since %.2f of %.2f s"
                .formatted(heard, Arrays.toString(hertz), fromSeconds, seconds()));
      }
      Thread.sleep(50);
      heard = secondsOf(fromSeconds, hertz);
    }
  }

  /** Pieces of 40 ms between two instants that are not just this tone. */
  synchronized int tornPieces(double hertz, double fromSeconds, double toSeconds) {
    int window = rate / 25;
    int torn = 0;
    int to = Math.min(count, (int) (toSeconds * rate));
    for (int at = (int) (fromSeconds * rate); at + window <= to; at += window) {
      torn += isJust(at, window, hertz) ? 0 : 1;
    }
    return torn;
  }

  /** The most that there was of a tone in any piece between two instants: 0 to 1. */
  synchronized double mostOf(double hertz, double fromSeconds, double toSeconds) {
    int window = rate / 10;
    int to = Math.min(count, (int) (toSeconds * rate));
    return IntStream.iterate((int) (fromSeconds * rate), at -> at + window <= to, at -> at + window)
        .mapToDouble(at -> purity(hertz, at, window))
        .max()
        .orElse(0);
  }

  private double purity(double hertz, int from, int length) {
    double cos = 0;
    double sin = 0;
    double energy = 0;
    double windowEnergy = 0;
    for (int i = 0; i < length; i++) {
      double window = 1 - Math.cos(2 * Math.PI * i / length);
      double value = samples[from + i] * window;
      cos += value * Math.cos(2 * Math.PI * hertz * i / rate) * window;
      sin += value * Math.sin(2 * Math.PI * hertz * i / rate) * window;
      energy += value * value;
      windowEnergy += window * window;
    }
    return energy == 0 ? 0 : 2 * (cos * cos + sin * sin) / (windowEnergy * energy);
  }
}
