package io.antiphon.peer;

import java.util.Arrays;

/**
 * What one member adds to the mix, slot by slot, without a click: it glides in when the member
 * begins to speak, and out when the member falls silent, leaves, or is cut off.
 */
final class Contribution {
  private static final int CHANNELS = SlotAudio.FORMAT.channels();

  /** 5 ms, per channel. */
  private static final int GLIDE_SAMPLES = 240;

  private final short[] pcm = new short[SlotAudio.LENGTH];
  private boolean audible;
  private boolean full;

  /** This slot's samples, exactly as they are to be mixed if they are {@link #audible}. */
  short[] pcm() {
    return pcm;
  }

  /** Whether this slot has anything to add. */
  boolean audible() {
    return audible;
  }

  /**
   * Makes this slot's samples of what stands in {@link #pcm}.
   *
   * @param present whether that is this slot's audio; if not, it is still the slot's before
   * @param speaking whether it is to be heard
   */
  void update(boolean present, boolean speaking) {
    boolean wasFull = full;
    full = present && speaking;
    audible = full || wasFull;
    if (full && !wasFull) {
      glideIn();
    } else if (wasFull && !full) {
      if (!present) {
        mirror();
      }
      glideOut(present ? SlotAudio.SAMPLES : GLIDE_SAMPLES);
    }
  }

  private void glideIn() {
    for (int i = 0; i < GLIDE_SAMPLES * CHANNELS; i++) {
      pcm[i] = (short) (pcm[i] * (i / CHANNELS) / GLIDE_SAMPLES);
    }
  }

  private void glideOut(int samples) {
    for (int i = 0; i < samples * CHANNELS; i++) {
      pcm[i] = (short) (pcm[i] * (samples - 1 - i / CHANNELS) / samples);
    }
  }

  /** The sound runs back from where it broke off: there is no step, and then it fades. */
  private void mirror() {
    for (int i = 0; i < GLIDE_SAMPLES; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int from = (SlotAudio.SAMPLES - 1 - i) * CHANNELS + channel;
        pcm[i * CHANNELS + channel] = pcm[from];
      }
    }
    Arrays.fill(pcm, GLIDE_SAMPLES * CHANNELS, pcm.length, (short) 0);
  }
}
