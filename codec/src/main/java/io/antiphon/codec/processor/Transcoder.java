package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.FormatConversion;

/**
 * Another rate, other channels, coarser samples. Samples stay 16-bit numbers; of fewer bits only
 * the upper ones are used, rounded and without dither, so that silence stays silence.
 */
final class Transcoder implements AudioProcessor {
  private final FormatConversion conversion;
  private final int unusedBits;

  Transcoder(AudioFormat from, AudioFormat to, int bits) {
    conversion = new FormatConversion(from, to);
    unusedBits = 16 - bits;
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    AudioFrame converted = conversion.process(frame);
    if (unusedBits > 0) {
      short[] pcm = converted.samples();
      int half = 1 << (unusedBits - 1);
      int greatest = Short.MAX_VALUE >> unusedBits;
      for (int i = 0; i < converted.length(); i++) {
        pcm[i] = (short) (Math.min(greatest, (pcm[i] + half) >> unusedBits) << unusedBits);
      }
    }
    return converted;
  }

  @Override
  public AudioFormat outputFormat(AudioFormat input) {
    return conversion.to();
  }

  @Override
  public int latencySamples() {
    return conversion.latencySamples();
  }

  @Override
  public void reset() {
    conversion.reset();
  }
}
