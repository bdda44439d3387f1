package io.antiphon.client;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The samples between two clocks that do not quite agree, such as a sound card's and the network's.
 *
 * <p>It begins to give when its cushion is full. When it holds less than is asked for, it gives
 * nothing until the cushion is full again; when it holds more than its limit, the oldest go, down
 * to the cushion, so that a stall costs a gap and not a delay for the rest of the call. Both are
 * counted.
 *
 * <p>One thread writes and one reads; neither waits, locks or allocates. The writer always has
 * room: it writes over what the reader has left lying, and the reader notices.
 */
final class ElasticBuffer {
  private final int channels;
  private final int cushion;
  private final int limit;
  private final short[] ring;

  /** Where the writer's last write ends, set before it begins; counts shorts from the start. */
  private final AtomicLong claimed = new AtomicLong();

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();

  // The reader's own, for others to look at.
  private final AtomicLong position = new AtomicLong();
  private boolean filling = true;
  private boolean started;

  /**
   * An empty buffer.
   *
   * @param cushionSamples samples per channel to hold before giving any, 1 or more
   * @param limitSamples the most samples per channel to hold, more than the cushion
   */
  ElasticBuffer(int channels, int cushionSamples, int limitSamples) {
    if (cushionSamples < 1 || limitSamples <= cushionSamples) {
      throw new IllegalArgumentException(
          "a cushion of " + cushionSamples + " samples within " + limitSamples);
    }
    this.channels = channels;
    cushion = cushionSamples * channels;
    limit = limitSamples * channels;
    // Four times the limit: whoever reads more than the limit behind is never overtaken meanwhile.
    ring = new short[4 * limit];
  }

  /** Adds interleaved samples. Only the writer. */
  void write(short[] pcm, int offset, int samplesPerChannel) {
    int end = offset + samplesPerChannel * channels;
    for (int from = offset; from < end; from += limit) {
      writePart(pcm, from, Math.min(limit, end - from));
    }
  }

  private void writePart(short[] pcm, int offset, int count) {
    long start = written.get();
    claimed.set(start + count);
    VarHandle.fullFence(); // no sample may be seen before the claim
    int at = (int) (start % ring.length);
    int untilWrap = Math.min(count, ring.length - at);
    System.arraycopy(pcm, offset, ring, at, untilWrap);
    System.arraycopy(pcm, offset + untilWrap, ring, 0, count - untilWrap);
    written.set(start + count);
  }

  /**
   * Takes exactly so many samples, or none. Only the reader.
   *
   * @param pcm receives them interleaved
   * @param samplesPerChannel how many, at most the limit
   * @return {@code samplesPerChannel}; 0 while the cushion fills, {@code pcm} may then hold
   *     anything
   */
  int read(short[] pcm, int offset, int samplesPerChannel) {
    int count = samplesPerChannel * channels;
    while (true) {
      long held = heldWithinLimit();
      if (held < (filling ? Math.max(cushion, count) : count)) {
        filling = true;
        if (started) {
          missing.addAndGet(samplesPerChannel);
        }
        return 0;
      }
      long start = position.get();
      copy(pcm, offset, start, count);
      VarHandle.fullFence(); // the claim is looked at after the samples
      if (claimed.get() - start <= ring.length) {
        position.set(start + count);
        filling = false;
        started = true;
        return samplesPerChannel;
      }
    }
  }

  private long heldWithinLimit() {
    long end = written.get();
    long held = end - position.get();
    if (held <= limit) {
      return held;
    }
    if (started) {
      dropped.addAndGet((held - cushion) / channels);
    }
    position.set(end - cushion);
    return cushion;
  }

  private void copy(short[] pcm, int offset, long start, int count) {
    int at = (int) (start % ring.length);
    int untilWrap = Math.min(count, ring.length - at);
    System.arraycopy(ring, at, pcm, offset, untilWrap);
    System.arraycopy(ring, 0, pcm, offset + untilWrap, count - untilWrap);
  }

  /** Samples per channel that were written so far. */
  long end() {
    return written.get() / channels;
  }

  /** Samples per channel that were taken or left out so far. */
  long position() {
    return position.get() / channels;
  }

  /** Leaves out the oldest, down to so many samples per channel. Only the reader. */
  void keepNewest(int samplesPerChannel) {
    long start = written.get() - (long) samplesPerChannel * channels;
    if (start > position.get()) {
      dropped.addAndGet((start - position.get()) / channels);
      position.set(start);
    }
  }

  /** Samples per channel that it holds; of a moment that has just passed. */
  long heldSamples() {
    return Math.max(0, written.get() - position.get()) / channels;
  }

  /** Samples per channel that were written and never given, since the first were given. */
  long droppedSamples() {
    return dropped.get();
  }

  /** Samples per channel that were asked for and not there, since the first were given. */
  long missingSamples() {
    return missing.get();
  }
}
