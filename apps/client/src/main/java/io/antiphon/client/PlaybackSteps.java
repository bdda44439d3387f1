package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.peer.DeviceClock;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lies between the event loop and a sound card that plays: nothing as a rule. The card's
 * thread says how much the card has room for, in steps of 5 ms, and the loop gives just that.
 *
 * <p>When it gives nothing for 10 ms, the card is given silence. What would have been heard
 * meanwhile, or while the card had nothing to play, is taken out of the jitter buffer and left out:
 * else all that follows would be heard that much later. What was given and not wanted, as while the
 * card stands still, is kept for 100 ms at most; the oldest go, counted. Sans-IO; one thread is the
 * loop's, one the card's.
 */
final class PlaybackSteps implements DeviceClock {
  private static final long PATIENCE_NANOS = 10_000_000;
  private static final long STEP_NANOS = HEARD_MILLIS * 1_000_000L;
  private static final int LIMIT_MILLIS = 100;
  private static final int MOST_UNASKED = 2;

  /** A longer gap is a pause, after which the jitter buffer sets its clock anew by itself. */
  private static final int LONGEST_GAP_MILLIS = 150;

  private final int step;
  private final int limit;
  private final ElasticBuffer buffer;
  private volatile Runnable onStep = () -> {};
  private volatile long wantedEnd;
  private final AtomicLong silentSamples = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong underrunSteps = new AtomicLong();

  /** Steps that the card has gone on without, since the loop was told last. */
  private final AtomicInteger gapSteps = new AtomicInteger();

  // The loop's own.
  private int leaveOut;

  // The card's thread's own.
  private int fill;
  private long emptyAtNanos;
  private boolean heard;
  private long unansweredSinceNanos;
  private boolean unanswered;
  private boolean silent = true;

  PlaybackSteps(AudioFormat format) {
    step = format.samplesPerChannel(HEARD_MILLIS);
    limit = format.samplesPerChannel(LIMIT_MILLIS);
    buffer = new ElasticBuffer(format.channels(), step, limit);
  }

  /** Samples per channel of a step. */
  int stepSamples() {
    return step;
  }

  /** From any thread. */
  @Override
  public void follow(Runnable wake) {
    onStep = wake;
  }

  /** On the loop. */
  @Override
  public int advance() {
    int gap = gapSteps.getAndSet(0);
    leaveOut = gap * HEARD_MILLIS > LONGEST_GAP_MILLIS ? 0 : gap;
    long missing = wantedEnd - buffer.end();
    return leaveOut + (missing <= 0 ? 0 : (int) ((missing + step - 1) / step));
  }

  /** Takes what is heard, any number of samples. On the loop. */
  void give(short[] pcm, int samplesPerChannel) {
    if (leaveOut > 0) {
      leaveOut--;
      leftOut.addAndGet(samplesPerChannel);
    } else {
      buffer.write(pcm, 0, samplesPerChannel);
    }
  }

  /**
   * How full the card's line is, to be told before each {@link #next}. On its thread.
   *
   * @param fillSamples samples per channel that it has yet to play
   */
  void observe(long nowNanos, int fillSamples) {
    fill = fillSamples;
    long idleNanos = nowNanos - emptyAtNanos;
    if (heard && fillSamples == 0 && idleNanos > 0) {
      long steps = idleNanos / STEP_NANOS;
      underrunSteps.addAndGet(steps);
      gapSteps.addAndGet((int) Math.min(steps, 2 * LONGEST_GAP_MILLIS / HEARD_MILLIS));
      emptyAtNanos += steps * STEP_NANOS;
    }
  }

  private void onGiven(long nowNanos) {
    emptyAtNanos = nowNanos + (long) (fill + step) * STEP_NANOS / step;
  }

  /**
   * What the card is to be given now. On its thread.
   *
   * @param roomSamples samples per channel that it would take
   * @param pcm receives a step
   * @return whether there is a step to give; if not, more has been asked for
   */
  boolean next(long nowNanos, int roomSamples, short[] pcm) {
    if (roomSamples < step) {
      return false;
    }
    if (buffer.heldSamples() > roomSamples + MOST_UNASKED * step) {
      buffer.keepNewest(step); // came by the media clock, while the card stood still
    }
    if (buffer.heldSamples() >= step && buffer.read(pcm, 0, step) > 0) {
      unanswered = false;
      silent = false;
      heard = true;
      ask(roomSamples - step);
      onGiven(nowNanos);
      return true;
    }
    // In silence a step is kept in hand, or nobody would be asked any more.
    ask(silent ? Math.max(roomSamples - step, step) : roomSamples);
    if (!unanswered) {
      unanswered = true;
      unansweredSinceNanos = nowNanos;
    }
    if (!silent && nowNanos - unansweredSinceNanos < PATIENCE_NANOS) {
      return false;
    }
    silent = true;
    silentSamples.addAndGet(step);
    if (heard) {
      underrunSteps.incrementAndGet();
      gapSteps.incrementAndGet();
    }
    Arrays.fill(pcm, (short) 0);
    onGiven(nowNanos);
    return true;
  }

  private void ask(int samples) {
    wantedEnd = buffer.position() + Math.min(samples, limit);
    if (wantedEnd > buffer.end()) {
      onStep.run();
    }
  }

  /** The card begins anew: what was kept for it is old. On its thread. */
  void restart() {
    buffer.keepNewest(0);
    silent = true;
    heard = false;
  }

  /** Samples per channel that wait for the card to want them; of a moment that has just passed. */
  long heldSamples() {
    return buffer.heldSamples();
  }

  /** Samples per channel that were given and never played. */
  long droppedSamples() {
    return buffer.droppedSamples();
  }

  /** Samples per channel that were left out since their time was past when the card went on. */
  long leftOutSamples() {
    return leftOut.get();
  }

  /**
   * Samples per channel that the card has gone on without, since it first played what is heard: it
   * was given silence in their place, or had nothing at all.
   */
  long underrunSamples() {
    return underrunSteps.get() * step;
  }

  /** Samples per channel of silence that the card was given because there was nothing else. */
  long silentSamples() {
    return silentSamples.get();
  }
}
