package io.antiphon.rtp.repair;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;

/**
 * Restores the packet that a retransmission holds (RFC 4588 §4, see {@link RtxWriter}). One thread;
 * nothing is allocated per packet.
 */
public final class RtxReader {
  private static final int MAX_PACKET = 2_048;

  private final RtpPacket view = new RtpPacket();
  private final byte[] bytes = new byte[MAX_PACKET];

  /** Makes one that has read nothing. */
  public RtxReader() {}

  /**
   * The packet as it was sent first; time, marker and header extensions are the retransmission's.
   *
   * @param ssrc of the stream it belongs to
   * @param payloadType the one that {@code apt} names (RFC 4588 §8.1), 0 to 127
   * @return good until the next call
   * @throws RtpFormatException if there is no original in it, as in mere padding
   */
  public RtpPacket restore(RtpPacket retransmission, int ssrc, int payloadType)
      throws RtpFormatException {
    int header = retransmission.headerLength();
    int payload = retransmission.payloadLength() - RtxWriter.OSN;
    if (payload < 0) {
      throw new RtpFormatException("retransmission without an original sequence number");
    }
    if (header + payload > bytes.length) {
      throw new RtpFormatException("retransmission of " + payload + " bytes");
    }
    byte[] from = retransmission.buffer();
    int osn = retransmission.payloadOffset();
    System.arraycopy(from, retransmission.offset(), bytes, 0, header);
    System.arraycopy(from, osn + RtxWriter.OSN, bytes, header, payload);
    bytes[0] &= (byte) ~0x20; // the padding stays behind
    bytes[1] = (byte) ((bytes[1] & 0x80) | payloadType);
    bytes[2] = from[osn];
    bytes[3] = from[osn + 1];
    for (int i = 0; i < 4; i++) {
      bytes[8 + i] = (byte) (ssrc >> (24 - 8 * i));
    }
    return view.wrap(bytes, 0, header + payload);
  }
}
