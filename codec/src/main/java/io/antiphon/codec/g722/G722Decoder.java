package io.antiphon.codec.g722;

import static io.antiphon.codec.g722.AdaptivePredictor.saturated;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.PitchRepetition;

/**
 * Decodes G.722 at 64 kbit/s to 16 kHz mono. A loss is concealed by repeating the last pitch
 * period, fading to silence within 60 ms; what follows is a little rough until the predictor has
 * found its way back.
 *
 * <p>One thread, one stream. Allocates nothing per packet.
 */
public final class G722Decoder implements AudioDecoder {
  private static final AudioFormat FORMAT = AudioFormat.mono(16_000);

  private final SubBand low = SubBand.low();
  private final SubBand high = SubBand.high();
  private final MirrorFilter synthesis = new MirrorFilter();
  private final PitchRepetition concealment = new PitchRepetition(FORMAT.sampleRateHz());

  /** A decoder that has heard nothing. */
  public G722Decoder() {}

  @Override
  public AudioFormat format() {
    return FORMAT;
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset)
      throws CodecException {
    requirePayload(length);
    requireRoom(pcm, pcmOffset, 2 * length);
    for (int i = 0; i < length; i++) {
      int octet = payload[offset + i] & 0xff;
      int below = low.decode(octet & 63);
      int above = high.decode(octet >> 6);
      synthesis.push(below + above, below - above);
      pcm[pcmOffset + 2 * i] = (short) saturated(synthesis.odd() >> 11);
      pcm[pcmOffset + 2 * i + 1] = (short) saturated(synthesis.even() >> 11);
    }
    concealment.heard(pcm, pcmOffset, 2 * length);
    return 2 * length;
  }

  @Override
  public int decodeLost(int samplesPerChannel, short[] pcm, int pcmOffset) {
    requireRoom(pcm, pcmOffset, samplesPerChannel);
    concealment.conceal(pcm, pcmOffset, samplesPerChannel);
    return samplesPerChannel;
  }

  @Override
  public int decodeFec(
      byte[] nextPayload, int offset, int length, int samplesPerChannel, short[] pcm, int pcmOffset)
      throws CodecException {
    requirePayload(length);
    return decodeLost(samplesPerChannel, pcm, pcmOffset);
  }

  private static void requirePayload(int length) throws CodecException {
    if (length == 0) {
      throw new CodecException("a G.722 payload of no bytes");
    }
  }

  private static void requireRoom(short[] pcm, int pcmOffset, int samples) {
    if (samples < 0 || pcmOffset < 0 || samples > pcm.length - pcmOffset) {
      throw new IllegalArgumentException(
          samples + " samples at " + pcmOffset + " of an array of " + pcm.length);
    }
  }
}
