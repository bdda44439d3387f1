package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import java.util.List;

/**
 * What both sides do with RTCP.
 *
 * @param reducedSize feedback may stand alone (RFC 5506 §5)
 * @param receiverRoundTrip who only receives can measure the round trip (RFC 3611 §5.1)
 */
record RtcpOptions(boolean reducedSize, boolean receiverRoundTrip) {
  private static final String XR = "rtcp-xr";
  private static final String ROUND_TRIP = "rcvr-rtt=all";

  static RtcpOptions of(MediaDescription section) {
    boolean roundTrip = false;
    for (String value : section.attributeValues(XR)) {
      roundTrip |= List.of(value.trim().split(" +")).contains(ROUND_TRIP);
    }
    return new RtcpOptions(section.rtcpRsize(), roundTrip);
  }

  RtcpOptions and(RtcpOptions other) {
    return new RtcpOptions(
        reducedSize && other.reducedSize, receiverRoundTrip && other.receiverRoundTrip);
  }

  void addTo(MediaDescriptionBuilder section) {
    if (reducedSize) {
      section.rtcpRsize();
    }
    if (receiverRoundTrip) {
      section.attribute(XR, ROUND_TRIP);
    }
  }
}
