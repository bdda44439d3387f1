package io.antiphon.agent;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.FormatConversion;
import io.antiphon.codec.LevelMeter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds by level where somebody begins to speak and where they have finished. No clock: the frames
 * are the time. One thread hears; {@link #count} may be asked from any.
 */
final class Utterances {
  /** What a frame has brought. */
  enum Change {
    /** It goes on as it was. */
    NOTHING,
    /** They have begun to speak, 60 ms ago. */
    BEGINS,
    /** They have finished, 600 ms ago, or have spoken for 30 s. */
    ENDS
  }

  private static final int LOUD_DBOV = 40;
  private static final int BEGIN_SAMPLES = 60 * 48;
  private static final int END_SAMPLES = 600 * 48;
  private static final int LONGEST_SAMPLES = 30_000 * 48;

  /** Kept from before they began: soft first sounds are speech too. */
  private static final int LEAD_SAMPLES = 200 * 48;

  private short[] said = new short[10 * 48_000];
  private int length;
  private int loud;
  private int quiet;
  private boolean speaking;
  private short[] last = new short[0];
  private final AtomicInteger count = new AtomicInteger();
  private @Nullable FormatConversion conversion;

  /** Hears a frame of any format. */
  Change hear(AudioFrame frame) {
    AudioFrame mono = mono(frame);
    keep(mono.samples(), mono.samplesPerChannel());
    boolean isLoud = LevelMeter.levelDbov(mono.samples(), 0, mono.samplesPerChannel()) < LOUD_DBOV;
    loud = isLoud ? loud + mono.samplesPerChannel() : 0;
    quiet = isLoud ? 0 : quiet + mono.samplesPerChannel();
    if (!speaking && loud >= BEGIN_SAMPLES) {
      speaking = true;
      count.incrementAndGet();
      return Change.BEGINS;
    }
    if (speaking && (quiet >= END_SAMPLES || length >= LONGEST_SAMPLES)) {
      speaking = false;
      last = Arrays.copyOf(said, length - Math.min(quiet, END_SAMPLES));
      length = 0;
      return Change.ENDS;
    }
    return Change.NOTHING;
  }

  private AudioFrame mono(AudioFrame frame) {
    if (frame.format().equals(AudioFormat.MONO_48K)) {
      return frame;
    }
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), AudioFormat.MONO_48K);
      conversion = current;
    }
    return current.process(frame);
  }

  private void keep(short[] pcm, int samples) {
    if (!speaking && length > LEAD_SAMPLES) {
      int from = length - LEAD_SAMPLES;
      System.arraycopy(said, from, said, 0, LEAD_SAMPLES);
      length = LEAD_SAMPLES;
    }
    if (length + samples > said.length) {
      said = Arrays.copyOf(said, 2 * said.length);
    }
    System.arraycopy(pcm, 0, said, length, samples);
    length += samples;
  }

  /** What was said last, 48 kHz mono, from a little before it began. */
  short[] last() {
    return last;
  }

  /** How many have begun so far. */
  int count() {
    return count.get();
  }
}
