package io.antiphon.codec.opus;

/** What an Opus encoder is tuned for (RFC 6716 §2.1.9 and the libopus interface). */
public enum OpusApplication {
  /** Speech that must be understood: SILK and hybrid modes, where FEC and DTX work. */
  VOIP,
  /** Faithful to whatever comes in: music, mixes; cheaper to encode. */
  AUDIO,
  /** CELT alone, with 4 ms less delay. */
  LOW_DELAY
}
