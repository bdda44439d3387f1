package io.antiphon.codec.opus;

import io.github.jaredmdobson.concentus.OpusBandwidth;

/** The audio bandwidth that a sample rate has room for (RFC 6716 §2, table 1). */
final class MaxBandwidth {
  private MaxBandwidth() {}

  static OpusBandwidth within(int sampleRateHz) {
    if (sampleRateHz < 12_000) {
      return OpusBandwidth.OPUS_BANDWIDTH_NARROWBAND;
    }
    if (sampleRateHz < 16_000) {
      return OpusBandwidth.OPUS_BANDWIDTH_MEDIUMBAND;
    }
    if (sampleRateHz < 24_000) {
      return OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND;
    }
    return sampleRateHz < 48_000
        ? OpusBandwidth.OPUS_BANDWIDTH_SUPERWIDEBAND
        : OpusBandwidth.OPUS_BANDWIDTH_FULLBAND;
  }
}
