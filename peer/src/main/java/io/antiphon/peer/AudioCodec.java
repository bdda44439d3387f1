package io.antiphon.peer;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.g711.G711Decoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.sdp.RtpMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The codecs that a call may use, the preferred one first (RFC 7874 §3). */
enum AudioCodec {
  /** RFC 7587. Always 48000/2 in SDP, whatever is sent. */
  OPUS("opus", 48_000, 2, 111),
  /** ITU-T G.711 µ-law, RFC 3551 §4.5.14. */
  PCMU("PCMU", 8_000, 1, 0),
  /** ITU-T G.711 A-law, RFC 3551 §4.5.14. */
  PCMA("PCMA", 8_000, 1, 8);

  /** The payload type of comfort noise at 8 kHz, which goes with G.711 (RFC 3389 §4). */
  static final int COMFORT_NOISE = 13;

  private final String encoding;
  private final int clockRateHz;
  private final int channels;
  private final int offeredPayloadType;

  AudioCodec(String encoding, int clockRateHz, int channels, int offeredPayloadType) {
    this.encoding = encoding;
    this.clockRateHz = clockRateHz;
    this.channels = channels;
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

  /** Whether that line is comfort noise for G.711. */
  static boolean isComfortNoise(RtpMap map) {
    return map.payloadType() == COMFORT_NOISE && map.is("CN", 8_000);
  }

  boolean isG711() {
    return this != OPUS;
  }

  /** As it stands in SDP, such as {@code opus}. */
  String encoding() {
    return encoding;
  }

  /** Ticks of the RTP clock per second. */
  int clockRateHz() {
    return clockRateHz;
  }

  /** The payload type that our own offers give it. */
  int offeredPayloadType() {
    return offeredPayloadType;
  }

  /** The line that explains this payload type. */
  RtpMap rtpMap(int payloadType) {
    return new RtpMap(payloadType, encoding, clockRateHz, channels);
  }

  /**
   * What we can receive (RFC 7587 §6.1). Stereo is asked for where the other side has it: without
   * the parameter a browser sends mono.
   */
  Map<String, String> receiveParameters(boolean stereo) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (this == OPUS) {
      parameters.put("minptime", "10");
      parameters.put("useinbandfec", "1");
      if (stereo) {
        parameters.put("stereo", "1");
      }
    }
    return parameters;
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
      case PCMU -> new G711Decoder(G711Law.PCMU);
      case PCMA -> new G711Decoder(G711Law.PCMA);
    };
  }
}
