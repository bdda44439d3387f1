package io.antiphon.peer;

import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.repair.RedWriter;
import io.antiphon.rtp.stream.RemoteReception;

/** Sends copies of what was sent before, where they were agreed on and while they are wanted. */
final class RedundantOpus {
  private static final double LOSSY = 0.03;
  private static final long HOLD_NANOS = 10_000_000_000L;

  private final RedWriter writer = new RedWriter();
  private final PayloadType plain;
  private final PayloadType redundant;
  private final Redundancy wanted;
  private boolean active;
  private long lossyNanos;

  /** For what was agreed on, which has redundant audio in it. */
  RedundantOpus(AuxiliaryFormats agreed, Redundancy wanted) {
    plain = new PayloadType(agreed.redOf());
    redundant = new PayloadType(agreed.red());
    this.wanted = wanted;
  }

  /**
   * Whether copies are sent now, going by what the other side has last reported.
   *
   * @param room whether the way bears them: where losses are congestion they would make it worse
   */
  boolean isActive(long nowNanos, RemoteReception remote, boolean room) {
    if (wanted == Redundancy.ON_LOSS) {
      if (remote.fractionLost() >= LOSSY) {
        active = true;
        lossyNanos = nowNanos;
      } else if (nowNanos - lossyNanos >= HOLD_NANOS) {
        active = false;
      }
      return active && room;
    }
    return wanted == Redundancy.ALWAYS;
  }

  /** Bytes of {@link #payload}, or 0 to send it as it is; it goes with the next one in turn. */
  int write(byte[] payload, int length, int timestamp, boolean withCopy) {
    if (withCopy) {
      return writer.write(plain.value(), payload, 0, length, timestamp);
    }
    writer.remember(payload, 0, length, timestamp);
    return 0;
  }

  byte[] payload() {
    return writer.payload();
  }

  /** Of a packet with a copy, or of one without. */
  PayloadType payloadType(boolean withCopy) {
    return withCopy ? redundant : plain;
  }
}
