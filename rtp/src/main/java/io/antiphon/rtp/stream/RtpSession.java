package io.antiphon.rtp.stream;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.congestion.TransportArrivals;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.TransportFeedback;
import io.antiphon.rtp.stream.SourceTable.Source;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One RTP session with one peer: the streams we send, those we receive, and the reports about both
 * (RFC 3550 §6). It owns neither socket nor clock: packets and time come in, reports and events are
 * polled. One thread.
 *
 * <p>Every report we send is a full compound: SR if a stream has sent since the report before the
 * last, else RR, then the SDES with the canonical name. What is sent between reports is one too,
 * unless {@linkplain #setReducedSize reduced size} was agreed on (RFC 5506), which is always
 * understood.
 */
public final class RtpSession {
  /** Free bytes behind the limit of each compound, so that SRTCP can protect it in place. */
  public static final int TAIL_ROOM = 64;

  private final RtpConfig config;
  private final RandomGenerator random;
  private final long unixNanosAtZero;
  private final Ssrc ownSsrc;
  private final ReportTimer timer;
  private final SourceTable sources;
  private final List<RtpSender> senders = new ArrayList<>();
  private final Queue<RtpEvent> events = new ArrayDeque<>();
  private @Nullable ByteBuffer report;
  private final Reports reports;
  private final CompoundWriter writer;
  private final ReceivedCompounds received;
  private boolean ended;
  private long packetsRefused;

  /**
   * Makes a session in which nothing happens until {@link #start}.
   *
   * @param config settings
   * @param random draws identifiers, first numbers and the times of reports
   * @param unixNanosAtZero nanoseconds since 1970-01-01 UTC at which {@code nowNanos} was 0; the
   *     one place where wall-clock time enters, and a later change of the clock does not
   */
  public RtpSession(RtpConfig config, RandomGenerator random, long unixNanosAtZero) {
    this.config = config;
    this.random = random;
    this.unixNanosAtZero = unixNanosAtZero;
    this.ownSsrc = Ssrc.random(random);
    this.timer = new ReportTimer(config, random);
    this.sources = new SourceTable(config.maxSources(), config.sourceTimeout().toNanos());
    this.reports = new Reports(config.cname(), ownSsrc, sources, senders);
    this.writer = new CompoundWriter(ownSsrc, reports, timer);
    this.received = new ReceivedCompounds(timer, sources, senders, reports, this::ntp, events);
  }

  /** Whether requests between reports may stand alone (RFC 5506 §3.4.1, {@code a=rtcp-rsize}). */
  public void setReducedSize(boolean agreed) {
    writer.setReducedSize(agreed);
  }

  /**
   * Whether reports carry what a side that does not send needs to measure the round trip (RFC 3611
   * §4.4, §4.5, {@code a=rtcp-xr:rcvr-rtt=all}).
   */
  public void setExtendedReports(boolean agreed) {
    reports.setExtended(agreed);
  }

  /** The round trip measured by those; nothing without them. */
  public RoundTripTime roundTrip() {
    return reports.roundTrip();
  }

  /** Starts to report: the first falls due after a half to a whole report interval. */
  public void start(long nowNanos) {
    reports.start(nowNanos);
    timer.start(nowNanos);
  }

  /**
   * Adds a stream to send, with an SSRC of its own.
   *
   * @param payloadType of its packets; the clock rate is the one configured for it
   * @param ids header extensions negotiated
   * @param mid of its media description, or null for none
   */
  public RtpSender addSender(
      PayloadType payloadType, HeaderExtensionIds ids, @Nullable String mid) {
    // The first stream takes the SSRC that reports came from before there was one.
    return addSender(senders.isEmpty() ? ownSsrc : Ssrc.random(random), payloadType, ids, mid);
  }

  /**
   * Adds a stream to send under an SSRC that was signalled before.
   *
   * @param ssrc drawn at random by the caller
   * @param payloadType of its packets; the clock rate is the one configured for it
   * @param ids header extensions negotiated
   * @param mid of its media description, or null for none
   */
  public RtpSender addSender(
      Ssrc ssrc, PayloadType payloadType, HeaderExtensionIds ids, @Nullable String mid) {
    int clockRateHz = config.clockRateHz().applyAsInt(payloadType.value());
    RtpSender sender = new RtpSender(ssrc, payloadType, clockRateHz, ids, mid, random);
    sender.setWallClock(unixNanosAtZero);
    senders.add(sender);
    return sender;
  }

  /**
   * Accounts for an RTP packet that came in.
   *
   * @param packet only read during the call
   * @return the receiver of its source, whose {@link RtpReceiver#lastArrival} tells whether to use
   *     it; null if there are too many sources already, and the packet is to be dropped
   */
  public @Nullable RtpReceiver receiveRtp(long nowNanos, RtpPacket packet) {
    Source source = sources.heard(nowNanos, packet.ssrc());
    if (source == null) {
      source = join(nowNanos, packet);
      if (source == null) {
        packetsRefused++;
        return null;
      }
    }
    int clockRateHz = config.clockRateHz().applyAsInt(packet.payloadType());
    source.receiver.setClockRateHz(clockRateHz);
    source.receiver.receive(nowNanos, packet);
    return source.receiver;
  }

  private @Nullable Source join(long nowNanos, RtpPacket packet) {
    int clockRateHz = config.clockRateHz().applyAsInt(packet.payloadType());
    Source source = sources.add(nowNanos, new RtpReceiver(new Ssrc(packet.ssrc()), clockRateHz));
    if (source != null) {
      events.add(new RtpEvent.SourceJoined(source.receiver));
    }
    return source;
  }

  /**
   * Takes in an RTCP datagram, compound or of reduced size. A malformed one is counted and dropped
   * whole.
   *
   * @param datagram only read during the call; position and limit stay as they are
   */
  public void receiveRtcp(long nowNanos, ByteBuffer datagram) {
    received.receive(nowNanos, datagram);
  }

  /** Lets time pass: reports fall due, silent sources time out. */
  public void advanceTo(long nowNanos) {
    RtpReceiver silent = sources.expire(nowNanos);
    while (silent != null) {
      events.add(new RtpEvent.SourceTimedOut(silent));
      silent = sources.expire(nowNanos);
    }
    if (timer.isDue(nowNanos)) {
      report = writer.write(reports.make(nowNanos, ntp(nowNanos)));
      timer.scheduleNext(nowNanos, Math.max(2, sources.size() + senders.size()));
      reports.onReported(nowNanos);
    }
  }

  /**
   * The report that fell due, once; null when there is none.
   *
   * @return big-endian, from position to limit, in an array with {@link #TAIL_ROOM} bytes to spare;
   *     the caller's to keep
   */
  public @Nullable ByteBuffer pollRtcp() {
    ByteBuffer due = report;
    report = null;
    return due;
  }

  /** The oldest request for packets of ours not yet polled, or null (RFC 4585 §6.2.1). */
  public @Nullable GenericNack pollNack() {
    return received.feedback().pollNack();
  }

  /** The oldest feedback about arrivals over there not yet polled, or null. */
  public @Nullable TransportFeedback pollFeedback() {
    return received.feedback().pollArrivals();
  }

  /**
   * The feedback about arrivals here that is due now, or null.
   *
   * @param arrivals of the packets of this transport
   * @return as {@link #pollRtcp}
   */
  public @Nullable ByteBuffer feedback(long nowNanos, TransportArrivals arrivals) {
    List<RtpReceiver> receivers = sources.receivers();
    Ssrc source = receivers.isEmpty() ? ownSsrc : receivers.get(0).ssrc();
    TransportFeedback due = arrivals.poll(nowNanos, ownSsrc, source);
    if (due == null) {
      return null;
    }
    return writer.between(due);
  }

  /**
   * Asks for packets again, at once: alone, or with the least that makes a compound (RFC 5506
   * §3.4.1, RFC 4585 §3.1).
   *
   * @param source whose they are
   * @param lost sequence numbers, oldest first, at least one
   * @return as {@link #pollRtcp}
   */
  public ByteBuffer nack(Ssrc source, List<Integer> lost) {
    return writer.between(new GenericNack(ownSsrc, source, lost));
  }

  /** The oldest event not yet polled, or null. */
  public @Nullable RtpEvent pollEvent() {
    return events.poll();
  }

  /**
   * When {@link #advanceTo} must be called at the latest; empty before the start and at the end.
   */
  public OptionalLong nextTimeoutNanos() {
    return timer.dueNanos();
  }

  /**
   * Ends the session: a last report with the goodbye of all our sources (RFC 3550 §6.3.7). No
   * report falls due after it.
   *
   * @return as {@link #pollRtcp}
   * @throws IllegalStateException if it was asked for before
   */
  public ByteBuffer bye(long nowNanos) {
    if (ended) {
      throw new IllegalStateException("goodbye was said already");
    }
    ended = true;
    timer.stop();
    report = null;
    List<RtcpPacket> packets = reports.make(nowNanos, ntp(nowNanos));
    packets.add(new Goodbye(reports.ownSsrcs(), null));
    return writer.write(packets);
  }

  private NtpTimestamp ntp(long nowNanos) {
    return NtpTimestamp.ofUnixNanos(unixNanosAtZero + nowNanos);
  }

  /** The streams we send, in the order they were added. */
  public List<RtpSender> senders() {
    return List.copyOf(senders);
  }

  /** The sources that come in and have not left. */
  public List<RtpReceiver> receivers() {
    return sources.receivers();
  }

  /** RTCP datagrams made, the goodbye included. */
  public long compoundsSent() {
    return writer.written();
  }

  /** RTCP datagrams taken in. */
  public long compoundsReceived() {
    return received.count();
  }

  /** RTCP datagrams dropped because they were malformed. */
  public long compoundsRejected() {
    return received.rejected();
  }

  /** RTP packets dropped because there were too many sources. */
  public long packetsRefused() {
    return packetsRefused;
  }
}
