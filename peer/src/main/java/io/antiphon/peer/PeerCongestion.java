package io.antiphon.peer;

import io.antiphon.ice.CandidatePair;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.congestion.BandwidthEstimator;
import io.antiphon.rtp.congestion.TransportArrivals;
import io.antiphon.rtp.rtcp.TransportFeedback;
import io.antiphon.rtp.stream.PacketStamp;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control of congestion for all that a peer's transport carries: numbers what goes out and
 * estimates what the way bears, notes what comes in and tells when it came. Driven by the peer's
 * loop alone; nothing is allocated per packet.
 */
final class PeerCongestion {
  /** What Opus is given at most where nothing is set: stereo music. */
  private static final int USUAL_MOST_BITRATE = 96_000;

  /** Headers of two streams or so. */
  private static final int HEADERS_BPS = 60_000;

  private static final int LEAST_BPS = 20_000;

  /** SRTP's tag and UDP. */
  private static final int LOWER_BYTES = 10 + 8;

  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;

  private final RtpSession rtp;
  private final BandwidthEstimator estimator;
  private final PacketStamp stamp = new PacketStamp();
  private final TransportArrivals arrivals = new TransportArrivals();
  private int sequenceId;
  private int captureTimeId;
  private boolean tells;
  private int lowerBytes = LOWER_BYTES + IPV4_BYTES;
  private long feedbacksSent;
  private long compoundsSeen;
  private long reports;
  private long packetsReported;

  PeerCongestion(RtpSession rtp, AudioConfig config) {
    this.rtp = rtp;
    int opus = config.opusBitrateBps() == 0 ? USUAL_MOST_BITRATE : config.opusBitrateBps();
    int most = 2 * opus + HEADERS_BPS; // with a copy of each packet
    estimator = new BandwidthEstimator(most, LEAST_BPS, most);
  }

  /** Puts into force what was negotiated; the sections of one transport agree on their numbers. */
  void configure(List<Transceiver> transceivers) {
    for (Transceiver each : transceivers) {
      NegotiatedAudio negotiated = each.negotiated();
      if (negotiated != null) {
        CongestionTerms terms = negotiated.congestion();
        HeaderExtensionIds ids = terms.ids(negotiated.audioLevelId(), negotiated.midId());
        stamp.setIds(ids);
        sequenceId = ids.transportSequence();
        captureTimeId = ids.absCaptureTime();
        tells = terms.feedback();
        return;
      }
    }
  }

  /** A packet is about to be protected and sent. */
  void onSending(long nowNanos, byte[] bytes, int length) {
    if (stamp.stamp(nowNanos, bytes, 0, length, estimator.nextSequence())) {
      estimator.onSent(nowNanos, length + lowerBytes);
    }
  }

  /** An authentic packet has come. */
  void onArrived(long nowNanos, RtpPacket packet) {
    if (tells) {
      int number = packet.transportSequence(sequenceId);
      if (number != RtpPacket.ABSENT) {
        arrivals.onPacket(nowNanos, number, packet.length() + lowerBytes);
      }
    }
  }

  /** Takes in what RTCP has brought. */
  void advanceTo(long nowNanos) {
    for (TransportFeedback told = rtp.pollFeedback(); told != null; told = rtp.pollFeedback()) {
      estimator.onFeedback(nowNanos, told);
    }
    long received = rtp.compoundsReceived();
    if (received != compoundsSeen) {
      compoundsSeen = received;
      readReports(nowNanos);
    }
  }

  private void readReports(long nowNanos) {
    long newReports = 0;
    double lost = 0;
    long packets = 0;
    for (RtpSender sender : rtp.senders()) {
      newReports += sender.remote().reportsReceived();
      packets += sender.packetsSent();
      lost = Math.max(lost, sender.remote().fractionLost());
    }
    if (newReports != reports) {
      reports = newReports;
      estimator.onReport(nowNanos, packets - packetsReported, lost);
      packetsReported = packets;
    }
  }

  /** What is to be told of arrivals now, or null; ask until there is none. */
  @Nullable ByteBuffer pollFeedback(long nowNanos) {
    if (!tells || !arrivals.isDue(nowNanos)) {
      return null;
    }
    ByteBuffer feedback = rtp.feedback(nowNanos, arrivals);
    feedbacksSent += feedback == null ? 0 : 1;
    return feedback;
  }

  /** The way that packets take, which decides how long their headers are. */
  void setPath(@Nullable CandidatePair path) {
    boolean six = path != null && path.remoteAddress().getAddress() instanceof Inet6Address;
    lowerBytes = LOWER_BYTES + (six ? IPV6_BYTES : IPV4_BYTES);
  }

  /** Bytes around each RTP packet on its way. */
  int lowerBytes() {
    return lowerBytes;
  }

  /** What the way bears, bit/s of IP packets. */
  int targetBps() {
    return estimator.targetBps();
  }

  BandwidthEstimator estimator() {
    return estimator;
  }

  /** The number of the capture time's extension, or 0. */
  int captureTimeId() {
    return captureTimeId;
  }

  /** How often we have told the other side of arrivals. */
  long feedbacksSent() {
    return feedbacksSent;
  }
}
