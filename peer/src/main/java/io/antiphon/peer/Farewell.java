package io.antiphon.peer;

import io.antiphon.rtp.stream.RtpEvent;
import io.antiphon.rtp.stream.RtpReceiver;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether the other side has said goodbye by RTCP: the last of its sources has left with a BYE (RFC
 * 3550 §6.6), and no other has come since.
 *
 * <p>Whose only track was held or taken away may say that too, and go on listening: so it ends a
 * call only together with silence of the path.
 */
final class Farewell {
  private final Set<RtpReceiver> present = new HashSet<>();
  private boolean said;

  void on(RtpEvent event) {
    if (event instanceof RtpEvent.SourceJoined) {
      present.add(event.receiver());
      said = false;
    } else {
      present.remove(event.receiver());
      said |= event instanceof RtpEvent.SourceLeft;
    }
  }

  boolean isSaid() {
    return said && present.isEmpty();
  }
}
