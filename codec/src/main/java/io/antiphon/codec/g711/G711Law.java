package io.antiphon.codec.g711;

/**
 * The two companding laws of ITU-T G.711: eight bits for 13 (A-law) or 14 (µ-law) of amplitude.
 * Samples here fill 16 bits, so a decoded one is the recommendation's value shifted up by 3 or 2.
 *
 * <p>Immutable; any thread.
 */
public enum G711Law {
  /** µ-law, {@code PCMU/8000}, static payload type 0 (RFC 3551 §6). */
  PCMU {
    @Override
    public byte encode(short sample) {
      int magnitude = Math.min(sample < 0 ? -sample : sample, 32_635) + BIAS;
      int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
      int step = (magnitude >> (segment + 3)) & 0xf;
      int code = (segment << 4) | step;
      return (byte) ~(sample < 0 ? code | SIGN : code);
    }

    @Override
    public short decode(byte octet) {
      int code = ~octet;
      int segment = (code >> 4) & 7;
      int magnitude = ((((code & 0xf) << 3) + BIAS) << segment) - BIAS;
      return (short) ((code & SIGN) == 0 ? magnitude : -magnitude);
    }
  },

  /** A-law, {@code PCMA/8000}, static payload type 8 (RFC 3551 §6). */
  PCMA {
    @Override
    public byte encode(short sample) {
      int magnitude = sample < 0 ? ~sample : sample;
      int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
      int step = (magnitude >> Math.max(4, segment + 3)) & 0xf;
      int code = (segment << 4) | step;
      return (byte) ((sample < 0 ? code : code | SIGN) ^ EVEN_BITS);
    }

    @Override
    public short decode(byte octet) {
      int code = octet ^ EVEN_BITS;
      int segment = (code >> 4) & 7;
      int magnitude = ((code & 0xf) << 4) + 8;
      if (segment > 0) {
        magnitude = (magnitude + 0x100) << (segment - 1);
      }
      return (short) ((code & SIGN) == 0 ? -magnitude : magnitude);
    }
  };

  /** Added to µ-law magnitudes so that every segment begins at a power of two: 33, shifted by 2. */
  private static final int BIAS = 132;

  /** A-law inverts every other bit, for the sake of lines that lose their clock on zeros. */
  private static final int EVEN_BITS = 0x55;

  private static final int SIGN = 0x80;

  /** The octet for a 16-bit sample. */
  public abstract byte encode(short sample);

  /** The 16-bit sample for an octet. */
  public abstract short decode(byte octet);
}
