package io.antiphon.rtp.stream;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The header of one source's packets: the fixed part (RFC 3550 §5.1), and which extension block
 * goes behind it. One thread; nothing is allocated per packet.
 */
final class PacketHeader {
  private final Ssrc ssrc;
  private final HeaderExtensionBlock withMid;
  private final HeaderExtensionBlock withoutMid;
  private final CaptureTime captureTime;

  PacketHeader(Ssrc ssrc, HeaderExtensionIds ids, @Nullable String mid) {
    this.ssrc = ssrc;
    withMid = new HeaderExtensionBlock(ids, mid);
    withoutMid = new HeaderExtensionBlock(ids, null);
    captureTime = new CaptureTime(ids, mid);
  }

  Ssrc ssrc() {
    return ssrc;
  }

  CaptureTime captureTime() {
    return captureTime;
  }

  /** The block of the next packet of our own: it may tell when that was captured. */
  HeaderExtensionBlock extensions(boolean mid) {
    return captureTime.isDue() ? captureTime.block(mid) : plainExtensions(mid);
  }

  /** The block of a packet of which nothing is told but the usual. */
  HeaderExtensionBlock plainExtensions(boolean mid) {
    return mid ? withMid : withoutMid;
  }

  /** Bytes of a header with this block. */
  static int length(HeaderExtensionBlock block) {
    return RtpPacket.FIXED_HEADER_LENGTH + block.length();
  }

  /**
   * Puts the payload behind where a header with this block goes; it may have lain there.
   *
   * @return bytes of that header
   * @throws IndexOutOfBoundsException if it does not fit; then nothing is written
   */
  static int leaveRoom(
      byte[] into, int at, HeaderExtensionBlock block, byte[] payload, int from, int count) {
    int header = length(block);
    Objects.checkFromIndexSize(at, header + count, into.length);
    Objects.checkFromIndexSize(from, count, payload.length);
    System.arraycopy(payload, from, into, at + header, count);
    return header;
  }

  /** Puts another packet's payload there. */
  static int leaveRoom(byte[] into, int at, HeaderExtensionBlock block, RtpPacket packet) {
    return leaveRoom(
        into, at, block, packet.buffer(), packet.payloadOffset(), packet.payloadLength());
  }

  /**
   * Writes the fixed part.
   *
   * @param block that is going to be written behind it
   */
  void write(
      byte[] into,
      int at,
      HeaderExtensionBlock block,
      PayloadType payloadType,
      boolean marker,
      int sequenceNumber,
      int timestamp) {
    into[at] = (byte) (block.length() == 0 ? 0x80 : 0x90);
    into[at + 1] = (byte) (marker ? payloadType.value() | 0x80 : payloadType.value());
    into[at + 2] = (byte) (sequenceNumber >> 8);
    into[at + 3] = (byte) sequenceNumber;
    putInt(into, at + 4, timestamp);
    putInt(into, at + 8, ssrc.value());
  }

  private static void putInt(byte[] into, int at, int value) {
    into[at] = (byte) (value >> 24);
    into[at + 1] = (byte) (value >> 16);
    into[at + 2] = (byte) (value >> 8);
    into[at + 3] = (byte) value;
  }
}
