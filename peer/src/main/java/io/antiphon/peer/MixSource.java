package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.Mixer;

/**
 * One mix of a room, as it is in the present slot: shared by all who hear the same.
 *
 * <p>It remembers what was heard before, so that an encoder that takes over from another can hear
 * it first and its listeners notice nothing.
 */
final class MixSource implements AudioSource {
  private final short[] pcm = new short[SlotAudio.LENGTH];
  private final Mixer.Output output = new Mixer.Output();
  private final PastSlots past;
  private boolean silent = true;

  MixSource(PastSlots past) {
    this.past = past;
  }

  short[] pcm() {
    return pcm;
  }

  Mixer.Output output() {
    return output;
  }

  /** Says whether there is anything in this slot's mix. */
  void setSilent(boolean value) {
    silent = value;
  }

  /** Becomes the same as another mix for this slot. */
  void copy(MixSource other) {
    System.arraycopy(other.pcm, 0, pcm, 0, pcm.length);
    output.continueFrom(other.output);
    silent = other.silent;
  }

  /** How many slots before the present one are remembered. */
  int pastSlots() {
    return past.count();
  }

  /** One of those slots, 0 being the oldest. */
  short[] pastPcm(int index) {
    return past.pcm(index);
  }

  @Override
  public AudioFormat format() {
    return SlotAudio.FORMAT;
  }

  @Override
  public int read(short[] into, int offset, int samplesPerChannel) {
    if (silent) {
      return 0;
    }
    int samples = Math.min(samplesPerChannel, SlotAudio.SAMPLES);
    System.arraycopy(pcm, 0, into, offset, samples * SlotAudio.FORMAT.channels());
    return samples;
  }
}
