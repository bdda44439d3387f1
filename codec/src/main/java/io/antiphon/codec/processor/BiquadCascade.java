package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.util.Arrays;
import java.util.List;

/**
 * Second-order sections one after the other, each channel for itself (direct form 2 transposed).
 */
final class BiquadCascade implements AudioProcessor {
  /** Far below one sample step; numbers that are smaller still would slow the processor down. */
  private static final double INAUDIBLE = 1e-15;

  private final Biquad[] sections;
  private final int channels;

  /** Two for every section of every channel. */
  private final double[] state;

  private double[] work = new double[0];

  BiquadCascade(AudioFormat format, List<Biquad> sections) {
    this.sections = sections.toArray(new Biquad[0]);
    channels = format.channels();
    state = new double[2 * this.sections.length * channels];
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    int count = frame.samplesPerChannel();
    if (work.length < count) {
      work = new double[count];
    }
    short[] pcm = frame.samples();
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0, at = channel; i < count; i++, at += channels) {
        work[i] = pcm[at];
      }
      for (int section = 0; section < sections.length; section++) {
        filter(sections[section], 2 * (channel * sections.length + section), count);
      }
      for (int i = 0, at = channel; i < count; i++, at += channels) {
        pcm[at] = Pcm.saturate((float) work[i]);
      }
    }
    return frame;
  }

  @Override
  public void reset() {
    Arrays.fill(state, 0);
  }

  private void filter(Biquad section, int at, int count) {
    double b0 = section.b0();
    double b1 = section.b1();
    double b2 = section.b2();
    double a1 = section.a1();
    double a2 = section.a2();
    double z1 = state[at];
    double z2 = state[at + 1];
    for (int i = 0; i < count; i++) {
      double x = work[i];
      double y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      work[i] = y;
    }
    state[at] = Math.abs(z1) < INAUDIBLE ? 0 : z1;
    state[at + 1] = Math.abs(z2) < INAUDIBLE ? 0 : z2;
  }
}
