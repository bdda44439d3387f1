package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.peer.DeviceClock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a sound card captures, cut into frames of 20 ms: each is there to be read the moment its
 * last sample is, and then its time on the card's clock has come.
 *
 * <p>One thread writes, one reads; neither waits, locks or allocates. Who has not read for more
 * than 100 ms finds the newest frame only; what nobody reads is counted.
 */
final class CapturedFrames implements DeviceClock {
  /** As many as are made up for after a stall. */
  private static final int MOST = 5;

  /** So many more than that, that the writer is never near a frame that is being read. */
  private static final int ROOM = 32;

  private final int channels;
  private final int frameSamples;
  private final short[][] frames;
  private volatile Runnable onStep = () -> {};

  /** Frames that are whole, since the beginning; set by the writer. */
  private final AtomicLong written = new AtomicLong();

  private int filled;

  // The reader's own; counts are for others to look at.
  private long passed;
  private long taken;
  private int takenOfFrame;
  private final AtomicLong droppedFrames = new AtomicLong();
  private final AtomicLong missingSamples = new AtomicLong();

  CapturedFrames(AudioFormat format) {
    channels = format.channels();
    frameSamples = format.samplesPerChannel(SAID_MILLIS);
    frames = new short[ROOM][frameSamples * channels];
  }

  /** Adds interleaved samples. Only the writer. */
  void write(short[] pcm, int offset, int samplesPerChannel) {
    int at = offset;
    int left = samplesPerChannel;
    while (left > 0) {
      int part = Math.min(left, frameSamples - filled);
      short[] frame = frames[(int) (written.get() % ROOM)];
      System.arraycopy(pcm, at, frame, filled * channels, part * channels);
      filled += part;
      at += part * channels;
      left -= part;
      if (filled == frameSamples) {
        filled = 0;
        written.incrementAndGet();
        onStep.run();
      }
    }
  }

  /** What was begun is not continued: the card was opened again. Only the writer. */
  void restart() {
    filled = 0;
  }

  /** From any thread, one at a time. */
  @Override
  public void follow(Runnable wake) {
    onStep = wake;
  }

  /** Only the reader. */
  @Override
  public int advance() {
    long end = written.get();
    long steps = end - passed;
    if (steps == 0) {
      return 0;
    }
    droppedFrames.addAndGet(passed - taken);
    taken = passed;
    takenOfFrame = 0;
    passed = end;
    if (steps > MOST) {
      droppedFrames.addAndGet(steps - 1);
      taken = end - 1;
    }
    return (int) Math.min(Integer.MAX_VALUE / 2, steps);
  }

  /**
   * Reads of the frames whose time has come. Only the reader.
   *
   * @return samples per channel, 0 if all were read
   */
  int read(short[] pcm, int offset, int samplesPerChannel) {
    int read = 0;
    while (read < samplesPerChannel && taken < passed) {
      int part = Math.min(samplesPerChannel - read, frameSamples - takenOfFrame);
      short[] frame = frames[(int) (taken % ROOM)];
      System.arraycopy(
          frame, takenOfFrame * channels, pcm, offset + read * channels, part * channels);
      read += part;
      takenOfFrame += part;
      if (takenOfFrame == frameSamples) {
        takenOfFrame = 0;
        taken++;
      }
    }
    missingSamples.addAndGet(samplesPerChannel - read);
    return read;
  }

  /** Samples per channel that nobody read in time. */
  long droppedSamples() {
    return droppedFrames.get() * frameSamples;
  }

  /** Samples per channel that were asked for and not there. */
  long missingSamples() {
    return missingSamples.get();
  }
}
