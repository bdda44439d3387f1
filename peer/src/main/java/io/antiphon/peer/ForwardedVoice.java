package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpSender;
import org.jspecify.annotations.Nullable;

/**
 * One section in which the packets of one voice after another are sent on as they are, as one
 * stream (RFC 7667 §3.7): numbers go on without a gap from voice to voice, time by what has passed,
 * and each voice's own gaps stay what they are, losses and pauses.
 */
final class ForwardedVoice {
  private static final int SLOT_TICKS = 960;
  private static final int TICKS_PER_SECOND = 48_000;

  private final Transceiver section;
  private @Nullable RoomMember from;
  private boolean fresh;
  private int ssrc;
  private long firstSequence;
  private long newest;
  private int sequenceOffset;
  private int timestampOffset;

  ForwardedVoice(Transceiver section) {
    this.section = section;
  }

  @Nullable RoomMember from() {
    return from;
  }

  /** Carries another voice from its next packet on; null for none. */
  void carry(@Nullable RoomMember member) {
    from = member;
    fresh = true;
  }

  /** Sends nothing on for now; its next packet follows the last one that was sent. */
  void pause() {
    fresh = true;
  }

  /** Whether Opus packets can be sent in it. */
  boolean usable() {
    OutboundAudio outbound = section.outbound();
    return outbound != null && outbound.forwards();
  }

  void forward(long nowNanos, RtpPacket packet, int durationTicks, int levelDbov) {
    OutboundAudio outbound = section.outbound();
    RtpSender sender = outbound == null ? null : outbound.sender();
    if (outbound == null || sender == null || !outbound.readyToForward()) {
      return;
    }
    boolean begins = fresh || packet.ssrc() != ssrc;
    if (begins) {
      begin(nowNanos, packet, sender);
    }
    long sequence = newest + (short) (packet.sequenceNumber() - (int) newest);
    if (sequence - firstSequence < 0) {
      return; // it was late when the voice before it had these numbers
    }
    newest = Math.max(newest, sequence);
    outbound.forward(
        nowNanos,
        packet,
        (packet.sequenceNumber() + sequenceOffset) & 0xFFFF,
        packet.timestamp() + timestampOffset,
        durationTicks,
        begins || packet.marker(),
        levelDbov);
  }

  private void begin(long nowNanos, RtpPacket packet, RtpSender sender) {
    fresh = false;
    ssrc = packet.ssrc();
    newest = packet.sequenceNumber();
    firstSequence = newest;
    sequenceOffset = sender.nextSequenceNumber() - packet.sequenceNumber();
    int pause = sender.packetsSent() == 0 ? 0 : pauseTicks(nowNanos, sender);
    timestampOffset = sender.nextTimestamp() + pause - packet.timestamp();
  }

  /** Whole slots in which nothing was sent; voices differ in where in the slot theirs fall. */
  private static int pauseTicks(long nowNanos, RtpSender sender) {
    double seconds = (nowNanos - sender.lastPacketSentNanos()) * 1e-9;
    long slots = (long) (seconds * TICKS_PER_SECOND / SLOT_TICKS) - 1;
    return (int) Math.max(0, slots) * SLOT_TICKS;
  }
}
