package io.antiphon.codec;

/**
 * PCM that is there as a whole and does not change: a file that was read. Any number of sources may
 * play the same clip at the same time, from any thread.
 */
public interface AudioClip {
  /** Rate and channels. */
  AudioFormat format();

  /** Its length in samples per channel. */
  int samplesPerChannel();

  /**
   * Copies a part of it.
   *
   * @param position first sample per channel, from 0
   * @param samplesPerChannel how many; the part must lie within the clip
   * @param pcm receives them interleaved
   * @param offset index in {@code pcm} of the first
   * @throws IndexOutOfBoundsException if the part does not lie within the clip, or within {@code
   *     pcm}
   */
  void copy(int position, int samplesPerChannel, short[] pcm, int offset);
}
