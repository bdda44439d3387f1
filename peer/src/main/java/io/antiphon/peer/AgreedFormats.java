package io.antiphon.peer;

import java.util.List;

/** What the sections of one peer have agreed on together: they share one transport and one RTP. */
final class AgreedFormats {
  private static final RtcpOptions PLAIN = new RtcpOptions(false, false);

  private final List<Transceiver> transceivers;

  /** Of these, as they are at any time. */
  AgreedFormats(List<Transceiver> transceivers) {
    this.transceivers = transceivers;
  }

  /** Ticks per second of that payload type's RTP clock; Opus's where nothing was agreed on. */
  int clockRateHz(int payloadType) {
    for (Transceiver transceiver : transceivers) {
      NegotiatedAudio negotiated = transceiver.negotiated();
      if (negotiated != null) {
        for (CodecParameters codec : negotiated.codecs()) {
          if (codec.payloadType() == payloadType) {
            return codec.codec().clockRateHz();
          }
        }
        boolean noise = payloadType == AudioCodec.COMFORT_NOISE && negotiated.comfortNoise();
        if (noise || negotiated.auxiliary().events().beside8k() == payloadType) {
          return AudioCodec.PCMU.clockRateHz();
        }
      }
    }
    return AudioCodec.OPUS.clockRateHz();
  }

  /** All sections share one RTCP; what the first one agreed on holds. */
  RtcpOptions rtcp() {
    for (Transceiver each : transceivers) {
      NegotiatedAudio negotiated = each.negotiated();
      if (negotiated != null) {
        return negotiated.rtcp();
      }
    }
    return PLAIN;
  }
}
