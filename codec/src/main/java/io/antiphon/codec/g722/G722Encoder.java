package io.antiphon.codec.g722;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;

/**
 * Encodes 16 kHz mono as G.722 at 64 kbit/s: one octet for each two samples, the two bits of the
 * upper band first (RFC 3551 §4.5.2). Frames of any even length.
 *
 * <p>In RTP its clock runs at 8 kHz, half of what it samples at: an old mistake that was kept. One
 * thread, one stream; allocates nothing per frame.
 */
public final class G722Encoder implements AudioEncoder {
  private static final AudioFormat FORMAT = AudioFormat.mono(16_000);

  private final MirrorFilter analysis = new MirrorFilter();
  private final SubBand low = SubBand.low();
  private final SubBand high = SubBand.high();

  /** An encoder that has heard nothing. */
  public G722Encoder() {}

  @Override
  public AudioFormat format() {
    return FORMAT;
  }

  @Override
  public int encode(
      short[] pcm, int pcmOffset, int samplesPerChannel, byte[] out, int outOffset, int maxBytes) {
    int bytes = samplesPerChannel / 2;
    if (samplesPerChannel < 0 || samplesPerChannel % 2 != 0 || bytes > maxBytes) {
      throw new IllegalArgumentException(
          samplesPerChannel + " samples, not an even number that fits in " + maxBytes + " bytes");
    }
    for (int i = 0; i < bytes; i++) {
      analysis.push(pcm[pcmOffset + 2 * i], pcm[pcmOffset + 2 * i + 1]);
      int lowCode = low.encode((analysis.odd() + analysis.even()) >> 14);
      int highCode = high.encode((analysis.odd() - analysis.even()) >> 14);
      out[outOffset + i] = (byte) (highCode << 6 | lowCode);
    }
    return bytes;
  }
}
