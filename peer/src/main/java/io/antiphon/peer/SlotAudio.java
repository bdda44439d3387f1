package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest 20 ms of what somebody says, as 48 kHz stereo, whatever it came as.
 *
 * <p>What was heard before the newest slot and not taken is dropped: after a stall of the loop the
 * voice is as live as before. Allocates only when the format changes. One thread.
 */
final class SlotAudio implements AudioSink {
  static final AudioFormat FORMAT = AudioFormat.STEREO_48K;

  /** Of each channel. */
  static final int SAMPLES = FORMAT.samplesPerChannel(20);

  /** Of both. */
  static final int LENGTH = SAMPLES * 2;

  private final short[] kept = new short[LENGTH];
  private int keptLength;
  private @Nullable FormatConversion conversion;

  @Override
  public void accept(AudioFrame frame) {
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), FORMAT);
      conversion = current;
    }
    AudioFrame converted = current.process(frame);
    append(converted.samples(), converted.length());
  }

  private void append(short[] samples, int length) {
    int taken = Math.min(length, LENGTH);
    int staying = Math.min(keptLength, LENGTH - taken);
    System.arraycopy(kept, keptLength - staying, kept, 0, staying);
    System.arraycopy(samples, length - taken, kept, staying, taken);
    keptLength = staying + taken;
  }

  /**
   * Takes what was said since the last call, silence behind it if it is less than a slot.
   *
   * @return false if nothing was said; {@code out} is then left as it is
   */
  boolean take(short[] out) {
    if (keptLength == 0) {
      return false;
    }
    System.arraycopy(kept, 0, out, 0, keptLength);
    Arrays.fill(out, keptLength, LENGTH, (short) 0);
    keptLength = 0;
    return true;
  }
}
