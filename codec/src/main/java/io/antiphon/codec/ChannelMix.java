package io.antiphon.codec;

/**
 * Mixes channels up and down.
 *
 * <p>Mono becomes any number of equal channels. Any number becomes mono by the mean, which cannot
 * overflow (and makes what stands in one channel alone 6 dB softer). Between other numbers the way
 * leads through mono: nothing is lost but the image.
 */
public final class ChannelMix {
  private ChannelMix() {}

  /**
   * Mixes a stretch of interleaved PCM. {@code in} and {@code out} may be the same array only if
   * the offsets are equal and {@code outChannels} is not more than {@code inChannels}.
   *
   * @throws IndexOutOfBoundsException if either array is too short
   */
  public static void mix(
      short[] in,
      int inOffset,
      int inChannels,
      short[] out,
      int outOffset,
      int outChannels,
      int samplesPerChannel) {
    if (inChannels == outChannels) {
      System.arraycopy(in, inOffset, out, outOffset, samplesPerChannel * inChannels);
      return;
    }
    int from = inOffset;
    int to = outOffset;
    for (int i = 0; i < samplesPerChannel; i++) {
      int sum = 0;
      for (int channel = 0; channel < inChannels; channel++) {
        sum += in[from++];
      }
      // floorDiv, as a shift would: cutting towards zero would distort what is very soft
      short mean = (short) Math.floorDiv(sum, inChannels);
      for (int channel = 0; channel < outChannels; channel++) {
        out[to++] = mean;
      }
    }
  }
}
