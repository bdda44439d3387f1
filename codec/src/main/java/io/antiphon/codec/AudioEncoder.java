package io.antiphon.codec;

/**
 * PCM in, one RTP payload out. One thread, one stream; what is encoded depends on what came before.
 */
public interface AudioEncoder {
  /** The PCM that {@link #encode} wants. */
  AudioFormat format();

  /**
   * Encodes one frame.
   *
   * @param pcm interleaved samples; only read
   * @param pcmOffset index of the first
   * @param samplesPerChannel the frame's length; an implementation names those it takes
   * @param out receives the payload
   * @param outOffset index of its first byte
   * @param maxBytes the most bytes the payload may have
   * @return the payload's length in bytes; 0 when nothing is to be sent for this frame (DTX)
   * @throws IllegalArgumentException for a frame length it does not take, or too little room
   */
  int encode(
      short[] pcm, int pcmOffset, int samplesPerChannel, byte[] out, int outOffset, int maxBytes);
}
