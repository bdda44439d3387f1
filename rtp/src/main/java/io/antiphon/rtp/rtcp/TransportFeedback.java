package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When the packets of a transport arrived, whatever their source
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |         packet chunk          |
 * .                                                               .
 * |         packet chunk          |  recv delta   |  recv delta   |
 * .                                                               .
 * |           recv delta          |  recv delta   | zero padding  |
 * </pre>
 *
 * <p>Immutable. Times are in ticks of 250 µs on a clock of the receiver's own.
 */
public final class TransportFeedback implements RtcpPacket {
  static final int TYPE = 205;
  static final int FORMAT = 15;

  /** What {@link #deltaTicks} answers for a packet that has not arrived. */
  public static final int NOT_RECEIVED = Integer.MIN_VALUE;

  /** A tick of the arrival times. */
  public static final long TICK_NANOS = 250_000;

  /** Ticks in a unit of the reference time, which is 64 ms. */
  public static final int TICKS_PER_REFERENCE = 256;

  /** Reference times are modulo this many units, which is some 12 days. */
  public static final int REFERENCE_TIMES = 1 << 24;

  /**
   * Who sent more than so many packets remembers them no longer, and two bytes could announce the
   * loss of 8,191: what tells of more is refused.
   */
  static final int MAX_PACKETS_READ = 2_048;

  private static final int FIXED_LENGTH = 16;

  private final Ssrc reporter;
  private final Ssrc source;
  private final int baseSequenceNumber;
  private final int referenceTime;
  private final int feedbackCount;
  private final int[] deltas;

  /**
   * Keeps a copy of the deltas.
   *
   * @param reporter who tells
   * @param source any source of the transport
   * @param baseSequenceNumber transport-wide number of the first packet, 0 to 65535
   * @param referenceTime that the first delta counts from, in units of 64 ms modulo 2²⁴
   * @param feedbackCount numbers these feedback packets, 0 to 255
   * @param deltas for each packet from the first on, how many ticks later than the received one
   *     before it it came, −32768 to 32767, or {@link #NOT_RECEIVED}; 1 to 65535 of them
   * @throws IllegalArgumentException if a number is out of range
   */
  public TransportFeedback(
      Ssrc reporter,
      Ssrc source,
      int baseSequenceNumber,
      int referenceTime,
      int feedbackCount,
      int[] deltas) {
    if (baseSequenceNumber < 0 || baseSequenceNumber > 0xFFFF) {
      throw new IllegalArgumentException("base sequence number " + baseSequenceNumber);
    }
    if (referenceTime < 0 || referenceTime >= REFERENCE_TIMES) {
      throw new IllegalArgumentException("reference time " + referenceTime);
    }
    if (feedbackCount < 0 || feedbackCount > 255) {
      throw new IllegalArgumentException("feedback count " + feedbackCount);
    }
    if (deltas.length < 1 || deltas.length > 0xFFFF) {
      throw new IllegalArgumentException(deltas.length + " packets in a feedback");
    }
    for (int delta : deltas) {
      if (delta != NOT_RECEIVED && delta != (short) delta) {
        throw new IllegalArgumentException("a delta of " + delta + " ticks");
      }
    }
    this.reporter = reporter;
    this.source = source;
    this.baseSequenceNumber = baseSequenceNumber;
    this.referenceTime = referenceTime;
    this.feedbackCount = feedbackCount;
    this.deltas = deltas.clone();
  }

  static TransportFeedback read(ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, FIXED_LENGTH + 2, "transport feedback");
    Ssrc reporter = new Ssrc(body.getInt());
    Ssrc source = new Ssrc(body.getInt());
    int base = body.getShort() & 0xFFFF;
    int count = body.getShort() & 0xFFFF;
    int times = body.getInt();
    if (count == 0) {
      throw new RtpFormatException("transport feedback about no packet");
    }
    if (count > MAX_PACKETS_READ) {
      throw new RtpFormatException("transport feedback about " + count + " packets");
    }
    int[] deltas = PacketStatus.readSymbols(body, count);
    PacketStatus.readDeltas(body, deltas);
    return new TransportFeedback(reporter, source, base, times >>> 8, times & 0xFF, deltas);
  }

  /** Who tells. */
  public Ssrc reporter() {
    return reporter;
  }

  /** A source of the transport. */
  public Ssrc source() {
    return source;
  }

  /** Transport-wide number of the first packet, 0 to 65535. */
  public int baseSequenceNumber() {
    return baseSequenceNumber;
  }

  /** How many packets it is about, from the first on. */
  public int packetCount() {
    return deltas.length;
  }

  /** What the first delta counts from, in units of 64 ms, 0 to 2²⁴ − 1. */
  public int referenceTime() {
    return referenceTime;
  }

  /** The number of this feedback, 0 to 255. */
  public int feedbackCount() {
    return feedbackCount;
  }

  /**
   * How many ticks later one packet came than the received one before it, or than the reference
   * time; {@link #NOT_RECEIVED} if it has not come.
   *
   * @param index 0 to {@link #packetCount} − 1
   */
  public int deltaTicks(int index) {
    return deltas[index];
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    int bytes = FIXED_LENGTH + RtcpHeader.LENGTH;
    bytes += 2 * PacketStatus.writeSymbols(null, deltas) + PacketStatus.deltaBytes(deltas);
    return (bytes + 3) / 4 * 4;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    int end = out.position() + length();
    RtcpHeader.write(out, FORMAT, TYPE, end - out.position());
    out.putInt(reporter.value()).putInt(source.value());
    out.putShort((short) baseSequenceNumber).putShort((short) deltas.length);
    out.putInt(referenceTime << 8 | feedbackCount);
    PacketStatus.writeSymbols(out, deltas);
    PacketStatus.writeDeltas(out, deltas);
    while (out.position() < end) {
      out.put((byte) 0);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransportFeedback that
        && reporter.equals(that.reporter)
        && source.equals(that.source)
        && baseSequenceNumber == that.baseSequenceNumber
        && referenceTime == that.referenceTime
        && feedbackCount == that.feedbackCount
        && Arrays.equals(deltas, that.deltas);
  }

  @Override
  public int hashCode() {
    return Objects.hash(baseSequenceNumber, referenceTime, feedbackCount, Arrays.hashCode(deltas));
  }

  @Override
  public String toString() {
    return "TransportFeedback[base "
        + baseSequenceNumber
        + ", reference "
        + referenceTime
        + ", number "
        + feedbackCount
        + ", "
        + Arrays.toString(deltas)
        + "]";
  }
}
