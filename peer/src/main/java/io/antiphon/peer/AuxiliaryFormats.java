package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.RtpMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a section has beside its codecs: formats that cannot stand alone.
 *
 * @param comfortNoise RFC 3389's, at 8 kHz
 * @param red the payload type of redundant Opus (RFC 2198), −1 without
 * @param redOf the payload type of the Opus in it
 * @param retransmission how Opus comes again
 * @param events keys that are pressed
 */
record AuxiliaryFormats(
    boolean comfortNoise,
    int red,
    int redOf,
    RetransmissionFormat retransmission,
    EventFormats events) {
  /** None. */
  static final AuxiliaryFormats NONE =
      new AuxiliaryFormats(false, -1, -1, RetransmissionFormat.NONE, EventFormats.NONE);

  /** The payload type that our own offers give to redundant Opus, the one that Chrome takes too. */
  static final int OFFERED_RED = 63;

  /**
   * Those that our offers name beside these codecs.
   *
   * @param nack whether they say that packets can be asked for again
   */
  static AuxiliaryFormats offered(List<AudioCodec> codecs, boolean nack) {
    int opus = AudioCodec.OPUS.offeredPayloadType();
    RetransmissionFormat again =
        nack
            ? new RetransmissionFormat(opus, RetransmissionFormat.OFFERED_RTX)
            : RetransmissionFormat.NONE;
    return new AuxiliaryFormats(true, OFFERED_RED, opus, again, EventFormats.OFFERED)
        .with(
            codecs.contains(AudioCodec.OPUS),
            codecs.stream().anyMatch(AudioCodec::takesComfortNoise));
  }

  /** Those that go with these codecs. */
  AuxiliaryFormats with(List<CodecParameters> codecs) {
    return with(
        codecs.stream().anyMatch(each -> each.codec() == AudioCodec.OPUS),
        codecs.stream().anyMatch(each -> each.codec().takesComfortNoise()));
  }

  private AuxiliaryFormats with(boolean opus, boolean at8k) {
    return new AuxiliaryFormats(
        comfortNoise && at8k,
        opus ? red : -1,
        opus ? redOf : -1,
        opus ? retransmission : RetransmissionFormat.NONE,
        new EventFormats(opus ? events.beside48k() : -1, at8k ? events.beside8k() : -1));
  }

  /** Those of a section that we understand. */
  static AuxiliaryFormats of(MediaDescription section) {
    int opus = -1;
    boolean plain = false;
    for (CodecParameters codec : CodecParameters.of(section)) {
      if (codec.codec().takesComfortNoise()) {
        plain = true;
      } else if (opus < 0) {
        opus = codec.payloadType();
      }
    }
    boolean noise = false;
    int red = -1;
    List<Integer> present = section.payloadTypes();
    for (RtpMap map : section.rtpMaps()) {
      if (!present.contains(map.payloadType())) {
        continue;
      }
      noise |= plain && AudioCodec.isComfortNoise(map);
      if (red < 0 && opus >= 0 && map.is("red", 48_000) && map.channels() == 2) {
        red = isRedOf(opus, section.fmtp(map.payloadType()).keySet()) ? map.payloadType() : -1;
      }
    }
    return new AuxiliaryFormats(
        noise,
        red,
        red < 0 ? -1 : opus,
        RetransmissionFormat.of(section, opus),
        EventFormats.of(section, opus >= 0, plain));
  }

  /** RFC 2198 §3: {@code 111/111}, the primary first; nothing else than one codec is understood. */
  private static boolean isRedOf(int opus, Set<String> parameters) {
    String one = Integer.toString(opus);
    return parameters.stream().anyMatch(each -> each.matches(one + "(/" + one + ")*"));
  }

  /** What both sides have. */
  AuxiliaryFormats and(AuxiliaryFormats other) {
    boolean sameRed = red == other.red && redOf == other.redOf;
    return new AuxiliaryFormats(
        comfortNoise && other.comfortNoise,
        sameRed ? red : -1,
        sameRed ? redOf : -1,
        retransmission.and(other.retransmission),
        events.and(other.events));
  }

  /** The payload types, in the order in which they stand in the media line, behind the codecs. */
  List<String> payloadTypes() {
    List<String> all = new ArrayList<>();
    if (red >= 0) {
      all.add(Integer.toString(red));
    }
    if (retransmission.rtx() >= 0) {
      all.add(Integer.toString(retransmission.rtx()));
    }
    if (comfortNoise) {
      all.add(Integer.toString(AudioCodec.COMFORT_NOISE));
    }
    events.payloadTypes().forEach(each -> all.add(Integer.toString(each)));
    return all;
  }

  /** Writes the lines that explain them. */
  void explainTo(MediaDescriptionBuilder section) {
    if (red >= 0) {
      section.rtpMap(new RtpMap(red, "red", 48_000, 2));
      section.fmtp(red, Map.of(redOf + "/" + redOf, ""));
    }
    if (comfortNoise) {
      section.rtpMap(new RtpMap(AudioCodec.COMFORT_NOISE, "CN", 8_000, 1));
    }
    retransmission.explainTo(section);
    events.explainTo(section);
  }
}
