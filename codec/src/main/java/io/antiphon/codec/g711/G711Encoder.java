package io.antiphon.codec.g711;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;

/**
 * Encodes 8 kHz mono as G.711, one octet per sample. Frames of any length; RTP commonly carries 20
 * ms, 160 samples. Has no memory, allocates nothing.
 */
public final class G711Encoder implements AudioEncoder {
  private static final AudioFormat FORMAT = AudioFormat.mono(8_000);

  private final G711Law law;

  /** An encoder by one law. */
  public G711Encoder(G711Law law) {
    this.law = law;
  }

  @Override
  public AudioFormat format() {
    return FORMAT;
  }

  @Override
  public int encode(
      short[] pcm, int pcmOffset, int samplesPerChannel, byte[] out, int outOffset, int maxBytes) {
    if (samplesPerChannel < 0 || samplesPerChannel > maxBytes) {
      throw new IllegalArgumentException(
          samplesPerChannel + " samples do not fit in " + maxBytes + " bytes");
    }
    for (int i = 0; i < samplesPerChannel; i++) {
      out[outOffset + i] = law.encode(pcm[pcmOffset + i]);
    }
    return samplesPerChannel;
  }
}
