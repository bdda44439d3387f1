package io.antiphon.codec;

/**
 * Where outgoing audio comes from. The media clock pulls it, so {@link #read} never blocks: what is
 * not there yet is silence now.
 *
 * <p>A source keeps the format it was born with; {@link #as} adapts it to what is wanted. One
 * thread pulls it.
 */
public interface AudioSource {
  /** Rate and channels of what {@link #read} writes; the same for the source's whole life. */
  AudioFormat format();

  /**
   * Writes the next samples. Each call stands for {@code samplesPerChannel} of time, whatever it
   * returns: the rest of the stretch is silence.
   *
   * @param pcm receives interleaved samples
   * @param offset index in {@code pcm} of the first
   * @param samplesPerChannel how many are wanted
   * @return samples per channel written, at most as many as wanted; 0 when there is nothing to say
   *     now; -1 when the source has ended and never speaks again
   */
  int read(short[] pcm, int offset, int samplesPerChannel);

  /**
   * This source in another format: channels mixed by {@link ChannelMix}, rate changed by {@link
   * Resampler}. The adapted source is late by {@link FormatConversion#latencySamples}, plays the
   * last samples out before it ends, and takes over this one: pull only one of the two.
   *
   * @return this source itself if it already has that format
   */
  default AudioSource as(AudioFormat wanted) {
    return format().equals(wanted) ? this : new ConvertingSource(this, wanted);
  }

  /**
   * A clip over and over, its first sample right behind its last.
   *
   * @throws IllegalArgumentException if the clip is empty
   */
  static AudioSource loop(AudioClip clip) {
    return new ClipSource(clip, true);
  }

  /** A clip once, then the end. */
  static AudioSource once(AudioClip clip) {
    return new ClipSource(clip, false);
  }

  /**
   * A sine on every channel, for ever, beginning at phase 0.
   *
   * @param frequencyHz above 0, below half the sample rate
   * @param peakDbfs its peak relative to full scale, in dB, at most 0
   */
  static AudioSource tone(AudioFormat format, double frequencyHz, double peakDbfs) {
    return new ToneSource(format, frequencyHz, peakDbfs);
  }

  /** Nothing to say, for ever: {@link #read} returns 0 and writes nothing. */
  static AudioSource silence(AudioFormat format) {
    return new AudioSource() {
      @Override
      public AudioFormat format() {
        return format;
      }

      @Override
      public int read(short[] pcm, int offset, int samplesPerChannel) {
        return 0;
      }
    };
  }
}
