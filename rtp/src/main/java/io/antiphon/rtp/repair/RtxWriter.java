package io.antiphon.rtp.repair;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;

/**
 * Puts a packet that was sent before into the payload of the retransmission format (RFC 4588 §4):
 * its sequence number, then its payload. One thread; nothing is allocated per packet.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  original sequence number     |  original payload
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RtxWriter {
  /** Bytes of the original sequence number. */
  static final int OSN = 2;

  private static final int MAX_PACKET = 2_048;

  private final RtpPacket view = new RtpPacket();
  private final byte[] bytes = new byte[MAX_PACKET];

  /** Makes one that has written nothing. */
  public RtxWriter() {}

  /**
   * A packet with that payload and the header of the original; the retransmission stream gives it a
   * source, a number and a payload type of its own ({@code RtpSender.forward}).
   *
   * @return good until the next call
   * @throws RtpFormatException if it is longer than any datagram that we send
   */
  public RtpPacket write(RtpPacket original) throws RtpFormatException {
    int header = original.headerLength();
    int length = header + OSN + original.payloadLength();
    if (length > bytes.length) {
      throw new RtpFormatException("retransmission of " + length + " bytes");
    }
    System.arraycopy(original.buffer(), original.offset(), bytes, 0, header);
    System.arraycopy(
        original.buffer(), original.payloadOffset(), bytes, header + OSN, original.payloadLength());
    bytes[0] &= (byte) ~0x20; // the padding stays behind
    bytes[header] = (byte) (original.sequenceNumber() >> 8);
    bytes[header + 1] = (byte) original.sequenceNumber();
    return view.wrap(bytes, 0, length);
  }
}
