package io.antiphon.peer;

import io.antiphon.sdp.Direction;
import io.antiphon.sdp.ExtMap;
import io.antiphon.sdp.MediaDescription;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer have settled for one audio section.
 *
 * @param mid the section
 * @param direction as seen from here
 * @param codecs both sides speak, the one to send first
 * @param auxiliary what may go with them
 * @param rtcp what both do with RTCP
 * @param audioLevelId the number of RFC 6464's header extension, 0 if not agreed on
 * @param midId the number of the mid header extension (RFC 9143 §15), 0 if not agreed on
 * @param remoteSsrcs the sources the other side has announced, maybe none
 * @param packetMillis how long packets the other side would like, 0 if it does not say
 * @param maxPacketMillis the longest that it takes
 * @param congestion how its control is fed
 */
record NegotiatedAudio(
    String mid,
    Direction direction,
    List<CodecParameters> codecs,
    AuxiliaryFormats auxiliary,
    RtcpOptions rtcp,
    int audioLevelId,
    int midId,
    Set<Long> remoteSsrcs,
    int packetMillis,
    int maxPacketMillis,
    CongestionTerms congestion) {
  static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
  static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

  NegotiatedAudio {
    codecs = List.copyOf(codecs);
    remoteSsrcs = Set.copyOf(remoteSsrcs);
  }

  /**
   * Settles one section.
   *
   * @param ours the section of our description
   * @param theirs the section of theirs
   * @param preferred the codecs that we would have, in our order
   */
  static NegotiatedAudio of(
      String mid,
      MediaDescription ours,
      MediaDescription theirs,
      UnaryOperator<List<CodecParameters>> preferred) {
    List<Integer> known = ours.payloadTypes();
    CongestionTerms congestion = CongestionTerms.of(ours, theirs);
    List<CodecParameters> codecs =
        CodecParameters.of(theirs).stream()
            .filter(codec -> known.contains(codec.payloadType()))
            .map(congestion::limit)
            .toList();
    return new NegotiatedAudio(
        mid,
        ours.direction().and(theirs.direction().reversed()),
        preferred.apply(codecs),
        AuxiliaryFormats.of(ours).and(AuxiliaryFormats.of(theirs)),
        RtcpOptions.of(ours).and(RtcpOptions.of(theirs)),
        extensionId(ours, theirs, AUDIO_LEVEL),
        extensionId(ours, theirs, MID),
        Set.copyOf(theirs.ssrcs()),
        theirs.ptime().orElse(0),
        theirs.maxPtime().orElse(Integer.MAX_VALUE),
        congestion);
  }

  /** Whether keys can be pressed beside the codec that is sent. */
  boolean sendsEvents() {
    return direction.sends()
        && !codecs.isEmpty()
        && auxiliary.events().beside(codecs.get(0).codec().clockRateHz()) >= 0;
  }

  /** Whether G.711 and G.722 may be interrupted by comfort noise. */
  boolean comfortNoise() {
    return auxiliary.comfortNoise();
  }

  /** The first of the codecs that comfort noise goes with; null if there is none. */
  @Nullable CodecParameters fallback() {
    for (CodecParameters each : codecs) {
      if (each.codec().takesComfortNoise()) {
        return each;
      }
    }
    return null;
  }

  /**
   * What a payload type stands for; null if nothing of ours.
   *
   * @param current the codec of the packets before, to which noise belongs
   */
  @Nullable CodecParameters codecOf(int payloadType, @Nullable CodecParameters current) {
    for (int i = 0; i < codecs.size(); i++) {
      if (codecs.get(i).payloadType() == payloadType) {
        return codecs.get(i);
      }
    }
    if (payloadType == AudioCodec.COMFORT_NOISE && comfortNoise()) {
      return current != null && current.codec().takesComfortNoise() ? current : fallback();
    }
    return null;
  }

  /**
   * How we send: as we were told to, but in packets of the length that was asked for, and leaving
   * silence out only where the other side can tell it from a loss.
   */
  AudioConfig sending(AudioConfig config) {
    CodecParameters first = codecs.get(0);
    boolean pauses = !first.codec().takesComfortNoise() || comfortNoise();
    OpusParameters opus = first.opus();
    int asked = packetMillis == 0 ? opus.packetMillis() : packetMillis;
    int wanted = Math.max(asked == 0 ? config.packetMillis() : asked, opus.minPacketMillis());
    int most = Math.min(maxPacketMillis, opus.maxPacketMillis());
    return config.toBuilder()
        .packetMillis(AudioConfig.packetMillisWithin(Math.min(wanted, most)))
        .opusDtx(config.opusDtx() && pauses)
        .build();
  }

  /** The number that we gave to an extension which both sides have; 0 if not agreed on. */
  static int extensionId(MediaDescription ours, MediaDescription theirs, String uri) {
    for (ExtMap map : ours.extMaps()) {
      if (map.uri().equals(uri)) {
        boolean agreed = theirs.extMaps().stream().anyMatch(other -> other.uri().equals(uri));
        return agreed ? map.id() : 0;
      }
    }
    return 0;
  }
}
