package io.antiphon.peer;

import io.antiphon.rtp.AbsCaptureTime;
import io.antiphon.rtp.RtpPacket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the sources of a peer say that their latest audio was captured. On the loop. */
final class CaptureTimes {
  private static final int MAX_SOURCES = 64;

  private final Map<Integer, AbsCaptureTime> bySsrc = new HashMap<>();
  private int id;

  /** The number of the header extension, 0 without. */
  void setId(int negotiated) {
    id = negotiated;
  }

  /** Looks into a packet; about one each second tells. */
  void onPacket(RtpPacket packet) {
    AbsCaptureTime told = id == 0 ? null : packet.absCaptureTime(id);
    if (told != null && (bySsrc.size() < MAX_SOURCES || bySsrc.containsKey(packet.ssrc()))) {
      bySsrc.put(packet.ssrc(), told);
    }
  }

  /** The last of a source, milliseconds since 1900 on the capturing clock; null if not told. */
  @Nullable Double captureMillis(int ssrc) {
    AbsCaptureTime told = bySsrc.get(ssrc);
    return told == null ? null : told.captureSeconds() * 1_000;
  }

  /** What that clock is behind the sender's, in milliseconds; null if not told. */
  @Nullable Double offsetMillis(int ssrc) {
    AbsCaptureTime told = bySsrc.get(ssrc);
    return told == null ? null : (told.senderSeconds() - told.captureSeconds()) * 1_000;
  }
}
