package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import java.util.Arrays;

/**
 * Takes the click out of a seam, where samples follow that do not continue those before: the step
 * between them is added back and let go over 5 ms.
 */
final class SeamSmoother {
  private static final int MILLIS = 5;

  /** From 1 down to 0, half a cosine. */
  private final float[] fade;

  private final short[] last;
  private final float[] step;
  private boolean seam;
  private int position;

  SeamSmoother(AudioFormat format) {
    fade = new float[Math.max(1, format.samplesPerChannel(MILLIS))];
    for (int i = 0; i < fade.length; i++) {
      fade[i] = (float) (0.5 + 0.5 * Math.cos(Math.PI * i / fade.length));
    }
    last = new short[format.channels()];
    step = new float[format.channels()];
    position = fade.length;
  }

  /** What comes next does not continue what came last. */
  void seam() {
    seam = true;
  }

  /** Sees all samples in their order, and changes those behind a seam. */
  void smooth(short[] pcm, int offset, int samplesPerChannel) {
    if (samplesPerChannel == 0) {
      return;
    }
    int channels = last.length;
    if (seam) {
      begin(pcm, offset);
    }
    int count = Math.min(samplesPerChannel, fade.length - position);
    for (int i = 0, at = offset; i < count; i++, position++) {
      for (int channel = 0; channel < channels; channel++, at++) {
        pcm[at] = Pcm.saturate(pcm[at] + step[channel] * fade[position]);
      }
    }
    System.arraycopy(pcm, offset + (samplesPerChannel - 1) * channels, last, 0, channels);
  }

  void reset() {
    Arrays.fill(last, (short) 0);
    seam = false;
    position = fade.length;
  }

  private void begin(short[] pcm, int offset) {
    for (int channel = 0; channel < last.length; channel++) {
      step[channel] = last[channel] - pcm[offset + channel];
    }
    seam = false;
    position = 0;
  }
}
