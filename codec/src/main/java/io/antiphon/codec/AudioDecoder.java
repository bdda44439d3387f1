package io.antiphon.codec;

/**
 * One RTP payload in, PCM out. One thread, one stream; call exactly one of the three methods for
 * every stretch of time, in order.
 */
public interface AudioDecoder {
  /** The PCM that comes out, whatever the payloads hold. */
  AudioFormat format();

  /**
   * Decodes a payload.
   *
   * @param pcm receives interleaved samples
   * @param pcmOffset index of the first
   * @return samples per channel written
   * @throws CodecException if the payload is malformed; the decoder stays usable, and the stretch
   *     is then best filled by {@link #decodeLost}
   * @throws IllegalArgumentException if {@code pcm} has no room for what the payload announces
   */
  int decode(byte[] payload, int offset, int length, short[] pcm, int pcmOffset)
      throws CodecException;

  /**
   * Conceals a loss: continues what was heard, fading.
   *
   * @param samplesPerChannel the length of what was lost, any positive number
   * @return samples per channel written, which is {@code samplesPerChannel}
   */
  int decodeLost(int samplesPerChannel, short[] pcm, int pcmOffset);

  /**
   * Rebuilds what was lost just before the given payload from the redundancy in that payload; what
   * it does not cover is concealed. Then {@link #decode} that payload as usual.
   *
   * @param nextPayload the first payload after the loss; only read
   * @param samplesPerChannel the length of what was lost, any positive number
   * @return samples per channel written, which is {@code samplesPerChannel}
   * @throws CodecException if the payload is malformed; nothing was written
   */
  int decodeFec(
      byte[] nextPayload, int offset, int length, int samplesPerChannel, short[] pcm, int pcmOffset)
      throws CodecException;
}
