package io.antiphon.peer;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.event.DtmfKey;
import io.antiphon.rtp.event.EventReceiver;

/** Keys that the other side presses. */
final class InboundKeys {
  private final RemoteTrack track;
  private final EventReceiver events = new EventReceiver();

  InboundKeys(RemoteTrack track) {
    this.track = track;
  }

  /** What the packet taken last said the event had lasted. */
  int durationTicks() {
    return events.duration();
  }

  /** Whether it said that the event is over. */
  boolean isEnd() {
    return events.isEnd();
  }

  /** Takes a packet of telephone events; false if it is malformed. */
  boolean receive(RtpPacket packet) {
    try {
      int event = events.receive(packet);
      if (event != EventReceiver.NONE && DtmfKey.key(event) != 0) {
        track.press(String.valueOf(DtmfKey.key(event)));
      }
      return true;
    } catch (RtpFormatException e) {
      return false;
    }
  }
}
