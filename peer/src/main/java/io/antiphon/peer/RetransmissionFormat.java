package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.RtcpFeedback;
import io.antiphon.sdp.RtpMap;
import java.util.Map;

/**
 * Which packets may be asked for again (RFC 4585 §6.2.1), and how they come: as they were, or in a
 * stream of their own (RFC 4588).
 *
 * @param of their payload type, −1 for none
 * @param rtx the payload type of that stream's packets, −1 for as they were
 */
record RetransmissionFormat(int of, int rtx) {
  static final RetransmissionFormat NONE = new RetransmissionFormat(-1, -1);

  /** The payload type that our own offers give it. */
  static final int OFFERED_RTX = 112;

  private static final String NACK = "nack";
  private static final String RTX = "rtx";
  private static final String APT = "apt";

  /** What a section says of that payload type, −1 for one it does not have. */
  static RetransmissionFormat of(MediaDescription section, int payloadType) {
    boolean again = false;
    for (RtcpFeedback feedback : section.rtcpFeedbacks()) {
      boolean plain = feedback.type().equals(NACK) && feedback.parameters().isEmpty();
      again |= plain && payloadType >= 0 && feedback.appliesTo(payloadType);
    }
    if (!again) {
      return NONE;
    }
    String associated = Integer.toString(payloadType);
    for (RtpMap map : section.rtpMaps()) {
      if (map.is(RTX, 48_000) && associated.equals(section.fmtp(map.payloadType()).get(APT))) {
        return new RetransmissionFormat(payloadType, map.payloadType());
      }
    }
    return new RetransmissionFormat(payloadType, -1);
  }

  /** What both sides have. */
  RetransmissionFormat and(RetransmissionFormat other) {
    boolean both = of >= 0 && of == other.of;
    return both ? new RetransmissionFormat(of, rtx == other.rtx ? rtx : -1) : NONE;
  }

  void explainTo(MediaDescriptionBuilder section) {
    if (of >= 0) {
      section.rtcpFeedback(new RtcpFeedback(Integer.toString(of), NACK, ""));
    }
    if (rtx >= 0) {
      section.rtpMap(new RtpMap(rtx, RTX, 48_000, 2));
      section.fmtp(rtx, Map.of(APT, Integer.toString(of)));
    }
  }
}
