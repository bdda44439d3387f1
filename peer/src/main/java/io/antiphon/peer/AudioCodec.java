package io.antiphon.peer;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.g711.G711Decoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.g722.G722Decoder;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.sdp.RtpMap;
import org.jspecify.annotations.Nullable;

/** The codecs that a call may use, the preferred one first (RFC 7874 §3). */
enum AudioCodec {
  /** RFC 7587. Always 48000/2 in SDP, whatever is sent. */
  OPUS("opus", 48_000, 2, 48_000, 111),
  /** ITU-T G.722, whose RTP clock runs at half its sample rate (RFC 3551 §4.5.2). */
  G722("G722", 8_000, 1, 16_000, 9),
  /** ITU-T G.711 µ-law, RFC 3551 §4.5.14. */
  PCMU("PCMU", 8_000, 1, 8_000, 0),
  /** ITU-T G.711 A-law, RFC 3551 §4.5.14. */
  PCMA("PCMA", 8_000, 1, 8_000, 8);

  /** The payload type of comfort noise at 8 kHz, for all that have that clock (RFC 3389 §4). */
  static final int COMFORT_NOISE = 13;

  private final String encoding;
  private final int clockRateHz;
  private final int channels;
  private final int sampleRateHz;
  private final int offeredPayloadType;

  AudioCodec(
      String encoding, int clockRateHz, int channels, int sampleRateHz, int offeredPayloadType) {
    this.encoding = encoding;
    this.clockRateHz = clockRateHz;
    this.channels = channels;
    this.sampleRateHz = sampleRateHz;
    this.offeredPayloadType = offeredPayloadType;
  }

  /** The codec that a section's payload type stands for; null if it is none of ours. */
  static @Nullable AudioCodec of(RtpMap map) {
    for (AudioCodec codec : values()) {
      if (map.is(codec.encoding, codec.clockRateHz) && map.channels() == codec.channels) {
        return codec;
      }
    }
    return null;
  }

  /**
   * The codec of that MIME type, such as {@code audio/opus}.
   *
   * @throws IllegalArgumentException if it is none of ours
   */
  static AudioCodec ofMimeType(String mimeType) {
    for (AudioCodec codec : values()) {
      if (mimeType.equalsIgnoreCase("audio/" + codec.encoding)) {
        return codec;
      }
    }
    throw new IllegalArgumentException("no codec of ours: " + mimeType);
  }

  /** Whether that line is comfort noise at 8 kHz. */
  static boolean isComfortNoise(RtpMap map) {
    return map.payloadType() == COMFORT_NOISE && map.is("CN", 8_000);
  }

  /** As it stands in SDP, such as {@code opus}. */
  String encoding() {
    return encoding;
  }

  /** Ticks of the RTP clock per second. */
  int clockRateHz() {
    return clockRateHz;
  }

  /** Samples per channel and tick of the RTP clock: 1, of G.722 2. */
  int samplesPerTick() {
    return sampleRateHz / clockRateHz;
  }

  /** Whether silence may be comfort noise in it; Opus has its own (RFC 3389 §4). */
  boolean takesComfortNoise() {
    return this != OPUS;
  }

  /** The payload type that our own offers give it. */
  int offeredPayloadType() {
    return offeredPayloadType;
  }

  /** The line that explains this payload type. */
  RtpMap rtpMap(int payloadType) {
    return new RtpMap(payloadType, encoding, clockRateHz, channels);
  }

  /** What a packet lasts in ticks of its RTP clock; 0 if it is malformed or empty. */
  int durationTicks(RtpPacket packet) {
    if (packet.payloadLength() == 0) {
      return 0;
    }
    if (this != OPUS) {
      return packet.payloadLength() <= 8_000 ? packet.payloadLength() : 0;
    }
    try {
      return OpusPacket.durationTicks(
          packet.buffer(), packet.payloadOffset(), packet.payloadLength());
    } catch (CodecException e) {
      return 0;
    }
  }

  /** The channels that were sent: bit 2 of Opus' first byte tells (RFC 6716 §3.1). */
  int channels(RtpPacket packet) {
    return this == OPUS && (packet.buffer()[packet.payloadOffset()] & 4) != 0 ? 2 : 1;
  }

  /** A decoder of one stream. */
  AudioDecoder newDecoder(int wantedChannels) {
    return switch (this) {
      case OPUS -> new OpusDecoder(wantedChannels);
      case G722 -> new G722Decoder();
      case PCMU -> new G711Decoder(G711Law.PCMU);
      case PCMA -> new G711Decoder(G711Law.PCMA);
    };
  }
}
