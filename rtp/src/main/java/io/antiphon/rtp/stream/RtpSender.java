package io.antiphon.rtp.stream;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.SenderReport;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, stamps and counts the packets of one outgoing SSRC (RFC 3550 §5.1). One thread; nothing
 * is allocated per packet.
 *
 * <p>Timestamps count media, never a clock: each packet's is exactly the one before plus what that
 * one lasted, plus what was {@linkplain #skip skipped}. Sequence number and timestamp start at
 * random. The {@code mid} goes with each packet until the other side first reports on this source,
 * which shows that it knows where the source belongs (RFC 8843 §9.2).
 *
 * <p>The counts are those of W3C's {@code RTCOutboundRtpStreamStats} and {@code
 * RTCRemoteInboundRtpStreamStats}, under their names.
 */
public final class RtpSender {
  private static final int SILENCE_DBOV = 127;

  private final PacketHeader header;
  private final int clockRateHz;
  private final RemoteReception remote;
  private final SentPackets sent = new SentPackets();
  private final StreamPosition next;
  private PayloadType payloadType;

  /**
   * Starts with nothing sent.
   *
   * @param ssrc of the stream
   * @param payloadType of its packets
   * @param clockRateHz ticks per second of its RTP clock, such as 48000 for Opus
   * @param ids header extensions negotiated
   * @param mid of its media description, or null for none
   * @param random draws the first sequence number and timestamp
   * @throws IllegalArgumentException if the rate is not positive or the mid longer than 255 bytes
   */
  public RtpSender(
      Ssrc ssrc,
      PayloadType payloadType,
      int clockRateHz,
      HeaderExtensionIds ids,
      @Nullable String mid,
      RandomGenerator random) {
    if (clockRateHz <= 0) {
      throw new IllegalArgumentException("clock rate " + clockRateHz + " Hz");
    }
    this.header = new PacketHeader(ssrc, ids, mid);
    this.payloadType = payloadType;
    this.clockRateHz = clockRateHz;
    this.remote = new RemoteReception(clockRateHz);
    this.next = new StreamPosition(random);
  }

  /**
   * Writes the next packet: header, extensions, payload.
   *
   * @param nowNanos when it is sent: only {@link #report} looks at it
   * @param into takes the packet; leave room behind it for what SRTP adds
   * @param offset where it starts
   * @param payload holds the payload; may be {@code into} itself
   * @param payloadOffset where that starts
   * @param payloadLength bytes of it
   * @param durationTicks what it lasts: the next timestamp is this much later
   * @param marker true to mark it; the first packet and the first after {@link #skip} are anyway
   * @param levelDbov loudness in −dBov, 0 to 127 (silence), clamped; unused without that extension
   * @param voice whether it is speech; unused without that extension
   * @return bytes written
   * @throws IndexOutOfBoundsException if it does not fit; then nothing is counted
   * @throws IllegalArgumentException if the duration is not positive
   */
  public int write(
      long nowNanos,
      byte[] into,
      int offset,
      byte[] payload,
      int payloadOffset,
      int payloadLength,
      int durationTicks,
      boolean marker,
      int levelDbov,
      boolean voice) {
    if (durationTicks <= 0) {
      throw new IllegalArgumentException("a packet that lasts " + durationTicks + " ticks");
    }
    HeaderExtensionBlock block = header.extensions(needsMid());
    int headerLength =
        PacketHeader.leaveRoom(into, offset, block, payload, payloadOffset, payloadLength);
    boolean marked = marker || next.isAfterSilence();
    int timestamp = next.timestamp();
    header.write(into, offset, block, payloadType, marked, next.sequenceNumber(), timestamp);
    long captureNtp = header.captureTime().of(nowNanos, durationTicks, clockRateHz);
    block.write(into, offset + RtpPacket.FIXED_HEADER_LENGTH, levelDbov, voice, captureNtp);
    sent.setNewest(nowNanos, timestamp);
    next.advance(durationTicks);
    sent.count(headerLength, payloadLength);
    return headerLength + payloadLength;
  }

  /**
   * Writes a packet that another stream has brought, payload as it is, under this stream's
   * identifier and the number and time that the caller has translated it to (RFC 7667 §3.7). What
   * {@link #write} writes next follows the newest of these.
   *
   * @param nowNanos when it is sent
   * @param into takes the packet; leave room behind it for what SRTP adds
   * @param offset where it starts
   * @param packet the one to send on; its buffer is another one than {@code into}
   * @param sequenceNumber 0 to 65535; older than the newest for one that comes late
   * @param timestamp an unsigned number in an {@code int}
   * @param durationTicks what it lasts
   * @param marker true to mark it
   * @param levelDbov loudness in −dBov, 0 to 127 (silence), clamped; unused without that extension
   * @param voice whether it is speech; unused without that extension
   * @return bytes written
   * @throws IndexOutOfBoundsException if it does not fit; then nothing is counted
   */
  public int forward(
      long nowNanos,
      byte[] into,
      int offset,
      RtpPacket packet,
      int sequenceNumber,
      int timestamp,
      int durationTicks,
      boolean marker,
      int levelDbov,
      boolean voice) {
    int payloadLength = packet.payloadLength();
    // When another system has captured it is not for us to say.
    HeaderExtensionBlock block = header.plainExtensions(needsMid());
    int headerLength = PacketHeader.leaveRoom(into, offset, block, packet);
    header.write(into, offset, block, payloadType, marker, sequenceNumber, timestamp);
    block.write(into, offset + RtpPacket.FIXED_HEADER_LENGTH, levelDbov, voice);
    if (sent.packets() == 0 || next.isReachedBy(sequenceNumber)) {
      sent.setNewest(nowNanos, timestamp);
      next.follow(sequenceNumber, timestamp, durationTicks);
    }
    sent.count(headerLength, payloadLength);
    return headerLength + payloadLength;
  }

  /**
   * Writes a packet of another format that stands at its own time, such as a telephone event (RFC
   * 4733 §2.5.1): the next number is its number, the stream's own time does not move.
   *
   * @param nowNanos when it is sent
   * @param into takes the packet; leave room behind it for what SRTP adds
   * @param format its payload type, of the same clock
   * @param timestamp an unsigned number in an {@code int}
   * @param payload holds the payload from index 0 on
   * @param payloadLength bytes of it
   * @param marker true to mark it
   * @return bytes written, from index 0 of {@code into} on
   * @throws IndexOutOfBoundsException if it does not fit; then nothing is counted
   */
  public int writeAt(
      long nowNanos,
      byte[] into,
      PayloadType format,
      int timestamp,
      byte[] payload,
      int payloadLength,
      boolean marker) {
    HeaderExtensionBlock block = header.plainExtensions(needsMid());
    int headerLength = PacketHeader.leaveRoom(into, 0, block, payload, 0, payloadLength);
    header.write(into, 0, block, format, marker, next.sequenceNumber(), timestamp);
    block.write(into, RtpPacket.FIXED_HEADER_LENGTH, SILENCE_DBOV, false);
    if (sent.packets() == 0 || timestamp - sent.newestTimestamp() > 0) {
      sent.setNewest(nowNanos, timestamp);
    }
    next.advanceNumber();
    sent.count(headerLength, payloadLength);
    return headerLength + payloadLength;
  }

  private boolean needsMid() {
    return remote.reportsReceived() == 0;
  }

  /**
   * Tells the wall clock, by which packets then say once a second when their audio was captured, if
   * that was negotiated.
   *
   * @param unixNanosAtZero nanoseconds since 1970-01-01 UTC at which {@code nowNanos} was 0
   */
  public void setWallClock(long unixNanosAtZero) {
    header.captureTime().setWallClock(unixNanosAtZero);
  }

  /** Bytes that the next packet has before its payload. */
  public int headerLength() {
    return PacketHeader.length(header.extensions(needsMid()));
  }

  /**
   * Leaves out whole slots, in which nothing is sent: their time passes, their numbers do not. The
   * next packet is marked (RFC 3551 §4.1).
   *
   * @param ticks what is left out, in ticks of the RTP clock
   * @throws IllegalArgumentException if negative
   */
  public void skip(int ticks) {
    next.skip(ticks);
  }

  /** Changes the payload type from the next packet on; its clock must be the same. */
  public void setPayloadType(PayloadType newPayloadType) {
    payloadType = newPayloadType;
  }

  /**
   * The sender report of now. Its RTP timestamp goes on from that of the last packet by the clock,
   * for it must not name an instant that depends on whether a packet was just sent (RFC 3550
   * §6.4.1).
   *
   * @param nowNanos on the clock of {@link #write}
   * @param ntp the same instant on the wall
   * @param reports about the sources heard
   */
  public SenderReport report(long nowNanos, NtpTimestamp ntp, List<ReportBlock> reports) {
    int timestamp = sent.timestampAt(nowNanos, clockRateHz, next.timestamp());
    return sent.report(ssrc(), ntp, timestamp, reports);
  }

  /**
   * Takes in what the other side reports about this source.
   *
   * @param ntpNow the wall-clock time of its arrival, on the clock of {@link #report}
   * @param report the block about this source
   */
  public void onReport(NtpTimestamp ntpNow, ReportBlock report) {
    remote.onReport(ntpNow.middle(), report);
  }

  /** Of the stream. */
  public Ssrc ssrc() {
    return header.ssrc();
  }

  /** Of the next packet. */
  public PayloadType payloadType() {
    return payloadType;
  }

  /** Ticks per second of the RTP clock. */
  public int clockRateHz() {
    return clockRateHz;
  }

  /** Of the next packet, 0 to 65535. */
  public int nextSequenceNumber() {
    return next.sequenceNumber();
  }

  /** Of the next packet, an unsigned number in an {@code int}. */
  public int nextTimestamp() {
    return next.timestamp();
  }

  /** Packets written. */
  public long packetsSent() {
    return sent.packets();
  }

  /** Bytes of their payloads, without header. */
  public long bytesSent() {
    return sent.payloadBytes();
  }

  /** Bytes of their headers. */
  public long headerBytesSent() {
    return sent.headerBytes();
  }

  /** What {@link #skip} left out, in ticks. */
  public long ticksSkipped() {
    return next.ticksSkipped();
  }

  /** When the last packet was written, on the caller's monotonic clock; 0 before the first. */
  public long lastPacketSentNanos() {
    return sent.newestNanos();
  }

  /** How the other side receives this stream. */
  public RemoteReception remote() {
    return remote;
  }
}
