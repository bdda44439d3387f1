package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.RtpMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keys that are pressed during the call (RFC 4733), one format for each clock that a codec has.
 *
 * @param beside48k the payload type at 48 kHz, beside Opus; −1 without
 * @param beside8k the payload type at 8 kHz, beside G.711; −1 without
 */
record EventFormats(int beside48k, int beside8k) {
  static final EventFormats NONE = new EventFormats(-1, -1);

  /** What our own offers give them, as Chrome does. */
  static final EventFormats OFFERED = new EventFormats(110, 126);

  private static final String NAME = "telephone-event";

  /** The sixteen keys (RFC 4733 §3.2), which is what a section means that does not say (§2.4.1). */
  private static final String KEYS = "0-15";

  static EventFormats of(MediaDescription section, boolean opus, boolean g711) {
    int at48k = -1;
    int at8k = -1;
    for (RtpMap map : section.rtpMaps()) {
      if (opus && at48k < 0 && map.is(NAME, 48_000)) {
        at48k = map.payloadType();
      } else if (g711 && at8k < 0 && map.is(NAME, 8_000)) {
        at8k = map.payloadType();
      }
    }
    return new EventFormats(at48k, at8k);
  }

  EventFormats and(EventFormats other) {
    return new EventFormats(
        beside48k == other.beside48k ? beside48k : -1, beside8k == other.beside8k ? beside8k : -1);
  }

  /** The payload type that goes with a clock; −1 without. */
  int beside(int clockRateHz) {
    return clockRateHz == 48_000 ? beside48k : clockRateHz == 8_000 ? beside8k : -1;
  }

  boolean isEvent(int payloadType) {
    return payloadType == beside48k || payloadType == beside8k;
  }

  List<Integer> payloadTypes() {
    return Stream.of(beside48k, beside8k).filter(each -> each >= 0).toList();
  }

  void explainTo(MediaDescriptionBuilder section) {
    explain(section, beside48k, 48_000);
    explain(section, beside8k, 8_000);
  }

  private static void explain(MediaDescriptionBuilder section, int payloadType, int clockRateHz) {
    if (payloadType >= 0) {
      section.rtpMap(new RtpMap(payloadType, NAME, clockRateHz, 1));
      section.fmtp(payloadType, Map.of(KEYS, ""));
    }
  }
}
