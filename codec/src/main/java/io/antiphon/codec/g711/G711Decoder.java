package io.antiphon.codec.g711;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.PitchRepetition;

/**
 * Decodes G.711 to 8 kHz mono. A loss is concealed by repeating the last pitch period, fading to
 * silence within 60 ms; G.711 has no redundancy to rebuild it from.
 *
 * <p>One thread, one stream. Allocates nothing per packet.
 */
public final class G711Decoder implements AudioDecoder {
  private static final AudioFormat FORMAT = AudioFormat.mono(8_000);

  private final G711Law law;
  private final PitchRepetition concealment = new PitchRepetition(FORMAT.sampleRateHz());

  /** A decoder by one law. */
  public G711Decoder(G711Law law) {
    this.law = law;
  }

  @Override
  public AudioFormat format() {
    return FORMAT;
  }

  @Override
  public int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset)
      throws CodecException {
    if (length == 0) {
      throw new CodecException("a G.711 payload of no bytes");
    }
    requireRoom(pcm, pcmOffset, length);
    for (int i = 0; i < length; i++) {
      pcm[pcmOffset + i] = law.decode(payload[offset + i]);
    }
    concealment.heard(pcm, pcmOffset, length);
    return length;
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
    if (length == 0) {
      throw new CodecException("a G.711 payload of no bytes");
    }
    return decodeLost(samplesPerChannel, pcm, pcmOffset);
  }

  private static void requireRoom(short[] pcm, int pcmOffset, int samples) {
    if (samples < 0 || pcmOffset < 0 || samples > pcm.length - pcmOffset) {
      throw new IllegalArgumentException(
          samples + " samples at " + pcmOffset + " of an array of " + pcm.length);
    }
  }
}
