package io.antiphon.rtp.stream;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;

/**
 * Writes into a packet's header what is known only when it leaves: its transport-wide sequence
 * number, and the time of sending. The places are those that its sender has left free; a packet
 * without them stays as it is. One thread; nothing is allocated per packet.
 *
 * <p>The send time is 24 bits of seconds, 18 of them the fraction, of any steady clock: it comes
 * round each 64 s (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
 */
public final class PacketStamp {
  private final RtpPacket packet = new RtpPacket();
  private int transportSequenceId;
  private int sendTimeId;

  /** Stamps nothing, until identifiers are negotiated. */
  public PacketStamp() {}

  /** What was negotiated for the transport. */
  public void setIds(HeaderExtensionIds ids) {
    transportSequenceId = ids.transportSequence();
    sendTimeId = ids.absSendTime();
  }

  /** Whether packets are numbered. */
  public boolean isNumbering() {
    return transportSequenceId != 0;
  }

  /**
   * Stamps a packet that is not yet protected.
   *
   * @param nowNanos when it is sent
   * @param bytes holds the packet
   * @param offset where it starts
   * @param length bytes it has
   * @param transportSequence its transport-wide number; the low 16 bits count
   * @return whether it bears the number now
   */
  public boolean stamp(
      long nowNanos, byte[] bytes, int offset, int length, long transportSequence) {
    if (transportSequenceId == 0 && sendTimeId == 0) {
      return false;
    }
    try {
      packet.wrap(bytes, offset, length);
    } catch (RtpFormatException e) {
      return false;
    }
    if (packet.extensionLength(sendTimeId) == HeaderExtensionBlock.SEND_TIME_LENGTH) {
      int at = packet.extensionOffset(sendTimeId);
      int time = sendTime(nowNanos);
      bytes[at] = (byte) (time >> 16);
      bytes[at + 1] = (byte) (time >> 8);
      bytes[at + 2] = (byte) time;
    }
    if (packet.extensionLength(transportSequenceId)
        != HeaderExtensionBlock.TRANSPORT_SEQUENCE_LENGTH) {
      return false;
    }
    int at = packet.extensionOffset(transportSequenceId);
    bytes[at] = (byte) (transportSequence >> 8);
    bytes[at + 1] = (byte) transportSequence;
    return true;
  }

  /** A moment as the send time has it, 24 bits. */
  public static int sendTime(long nowNanos) {
    long seconds = Math.floorMod(nowNanos, 64_000_000_000L);
    return (int) ((seconds << 18) / 1_000_000_000L) & 0xFF_FFFF;
  }
}
