package io.antiphon.peer;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.sdp.Bandwidth;
import io.antiphon.sdp.ExtMap;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.RtcpFeedback;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one section has settled about the control of congestion: header extensions, feedback, and
 * how much the other side wants at most.
 *
 * @param transportSequenceId the number of {@link HeaderExtensionIds#TRANSPORT_SEQUENCE_URI}, or 0
 * @param absSendTimeId of {@link HeaderExtensionIds#ABS_SEND_TIME_URI}, or 0
 * @param absCaptureTimeId of {@link HeaderExtensionIds#ABS_CAPTURE_TIME_URI}, or 0
 * @param feedback whether arrivals are told ({@code a=rtcp-fb … transport-cc})
 * @param mostBitrate of Opus, bit/s, as {@code b=} has it
 */
record CongestionTerms(
    int transportSequenceId,
    int absSendTimeId,
    int absCaptureTimeId,
    boolean feedback,
    int mostBitrate) {
  /** None. */
  static final CongestionTerms NONE = new CongestionTerms(0, 0, 0, false, Integer.MAX_VALUE);

  /** What the other side wants at most of Opus (RFC 7587 §6.1), bit/s. */
  private static final String MOST_BITRATE = "maxaveragebitrate";

  private static final String FEEDBACK = "transport-cc";
  private static final int OFFERED_TRANSPORT_SEQUENCE = 3;
  private static final int OFFERED_ABS_CAPTURE_TIME = 5;

  /** Packets of 20 ms, and the bytes of their IPv4, UDP, RTP with extensions, and SRTP. */
  private static final int PACKETS_PER_SECOND = 50;

  private static final int RTP_BYTES = 12 + 8;
  private static final int LOWER_BYTES = 20 + 8 + 10;

  /** A bandwidth that is mostly headers is not taken for a wish for mumbling. */
  private static final int LEAST_BITRATE = 16_000;

  /** Of the two sides of a section. */
  static CongestionTerms of(MediaDescription ours, MediaDescription theirs) {
    int sequence =
        NegotiatedAudio.extensionId(ours, theirs, HeaderExtensionIds.TRANSPORT_SEQUENCE_URI);
    return new CongestionTerms(
        sequence,
        NegotiatedAudio.extensionId(ours, theirs, HeaderExtensionIds.ABS_SEND_TIME_URI),
        NegotiatedAudio.extensionId(ours, theirs, HeaderExtensionIds.ABS_CAPTURE_TIME_URI),
        sequence != 0 && hasFeedback(ours) && hasFeedback(theirs),
        mostBitrate(theirs));
  }

  private static boolean hasFeedback(MediaDescription section) {
    return section.rtcpFeedbacks().stream().anyMatch(each -> each.type().equals(FEEDBACK));
  }

  /** RFC 8866 §5.8: AS counts all layers, in kbit/s; RFC 3890: TIAS all above UDP, in bit/s. */
  private static int mostBitrate(MediaDescription theirs) {
    long most = Integer.MAX_VALUE;
    for (Bandwidth each : theirs.bandwidths()) {
      long headers;
      long told;
      switch (each.type()) {
        case "AS" -> {
          told = Math.min(each.value(), 1_000_000) * 1_000;
          headers = 8L * PACKETS_PER_SECOND * (RTP_BYTES + LOWER_BYTES);
        }
        case "TIAS" -> {
          told = each.value();
          headers = 8L * PACKETS_PER_SECOND * RTP_BYTES;
        }
        default -> {
          continue;
        }
      }
      most = Math.min(most, Math.max(LEAST_BITRATE, told - headers));
    }
    return (int) most;
  }

  /** Writes what our offers name. */
  static void offer(MediaDescriptionBuilder section, int opusPayloadType) {
    section.extMap(
        new ExtMap(OFFERED_TRANSPORT_SEQUENCE, HeaderExtensionIds.TRANSPORT_SEQUENCE_URI));
    section.extMap(new ExtMap(OFFERED_ABS_CAPTURE_TIME, HeaderExtensionIds.ABS_CAPTURE_TIME_URI));
    section.rtcpFeedback(new RtcpFeedback(Integer.toString(opusPayloadType), FEEDBACK, ""));
  }

  /**
   * Answers what was offered of it. A send time is not asked for beside the number: it would cost
   * each packet four bytes and say nothing more.
   */
  static void answer(
      MediaDescriptionBuilder section, MediaDescription offered, Collection<Integer> payloadTypes) {
    boolean numbered =
        offered.extMaps().stream()
            .anyMatch(each -> each.uri().equals(HeaderExtensionIds.TRANSPORT_SEQUENCE_URI));
    for (ExtMap map : offered.extMaps()) {
      boolean known =
          map.uri().equals(HeaderExtensionIds.TRANSPORT_SEQUENCE_URI)
              || map.uri().equals(HeaderExtensionIds.ABS_CAPTURE_TIME_URI)
              || (!numbered && map.uri().equals(HeaderExtensionIds.ABS_SEND_TIME_URI));
      if (known && map.id() < 256) {
        section.extMap(new ExtMap(map.id(), map.uri()));
      }
    }
    for (RtcpFeedback each : offered.rtcpFeedbacks()) {
      boolean ours =
          each.payloadType().equals("*")
              || payloadTypes.stream().anyMatch(type -> each.payloadType().equals(type.toString()));
      if (ours && numbered && each.type().equals(FEEDBACK)) {
        section.rtcpFeedback(new RtcpFeedback(each.payloadType(), FEEDBACK, ""));
      }
    }
  }

  /** The other side's wish for Opus, which {@code b=} may have said as well. */
  CodecParameters limit(CodecParameters codec) {
    if (codec.codec() != AudioCodec.OPUS || mostBitrate == Integer.MAX_VALUE) {
      return codec;
    }
    Map<String, String> parameters = new HashMap<>(codec.parameters());
    int asked = number(parameters.get(MOST_BITRATE), Integer.MAX_VALUE);
    parameters.put(MOST_BITRATE, Integer.toString(Math.min(asked, mostBitrate)));
    return new CodecParameters(codec.codec(), codec.payloadType(), parameters);
  }

  /** All extensions of the section; where two were given one number, the later is left out. */
  HeaderExtensionIds ids(int audioLevelId, int midId) {
    int mid = midId == audioLevelId ? 0 : midId;
    int sequence = free(transportSequenceId, audioLevelId, mid);
    int sendTime = free(absSendTimeId, audioLevelId, mid, sequence);
    int captureTime = free(absCaptureTimeId, audioLevelId, mid, sequence, sendTime);
    return new HeaderExtensionIds(audioLevelId, mid, sequence, sendTime, captureTime);
  }

  private static int free(int id, int... taken) {
    for (int each : taken) {
      if (id == each) {
        return 0;
      }
    }
    return id;
  }

  /** A parameter that is a number, if it is one. */
  private static int number(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
