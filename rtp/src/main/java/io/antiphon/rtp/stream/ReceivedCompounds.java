package io.antiphon.rtp.stream;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ExtendedReport;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.SenderReport;
import io.antiphon.rtp.stream.SourceTable.Source;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The RTCP that comes in: each packet of it is told to whom it is about. */
final class ReceivedCompounds {
  private final ReportTimer timer;
  private final SourceTable sources;
  private final List<RtpSender> senders;
  private final Reports reports;
  private final LongFunction<NtpTimestamp> ntp;
  private final Queue<RtpEvent> events;
  private final ReceivedFeedback feedback = new ReceivedFeedback();
  private long count;
  private long rejected;

  /**
   * Shares what a session is made of.
   *
   * @param ntp the wall-clock time at a time of the session's clock
   * @param events takes what the session is to report
   */
  ReceivedCompounds(
      ReportTimer timer,
      SourceTable sources,
      List<RtpSender> senders,
      Reports reports,
      LongFunction<NtpTimestamp> ntp,
      Queue<RtpEvent> events) {
    this.timer = timer;
    this.sources = sources;
    this.senders = senders;
    this.reports = reports;
    this.ntp = ntp;
    this.events = events;
  }

  /** Takes in a datagram, compound or of reduced size; a malformed one is dropped whole. */
  void receive(long nowNanos, ByteBuffer datagram) {
    RtcpCompound compound;
    try {
      compound = RtcpCompound.parse(datagram);
    } catch (RtpFormatException e) {
      rejected++;
      return;
    }
    count++;
    timer.onCompound(datagram.remaining());
    for (RtcpPacket packet : compound.packets()) {
      receive(nowNanos, packet);
    }
  }

  private void receive(long nowNanos, RtcpPacket packet) {
    if (packet instanceof SenderReport sr) {
      Source source = sources.heard(nowNanos, sr.source().value());
      if (source != null) {
        source.receiver.onSenderReport(nowNanos, sr);
      }
      receive(nowNanos, sr.reports());
    } else if (packet instanceof ReceiverReport rr) {
      sources.heard(nowNanos, rr.reporter().value());
      receive(nowNanos, rr.reports());
    } else if (packet instanceof Goodbye goodbye) {
      for (Ssrc ssrc : goodbye.sources()) {
        leave(nowNanos, ssrc, goodbye.reason());
      }
    } else if (packet instanceof ExtendedReport extended) {
      sources.heard(nowNanos, extended.reporter().value());
      reports.onExtended(nowNanos, ntp.apply(nowNanos), extended);
    } else {
      feedback.receive(packet);
    }
  }

  private void receive(long nowNanos, List<ReportBlock> blocks) {
    for (ReportBlock block : blocks) {
      for (RtpSender sender : senders) {
        if (sender.ssrc().equals(block.source())) {
          sender.onReport(ntp.apply(nowNanos), block);
        }
      }
    }
  }

  private void leave(long nowNanos, Ssrc ssrc, @Nullable String reason) {
    RtpReceiver leaving = sources.leave(nowNanos, ssrc.value());
    if (leaving != null) {
      events.add(new RtpEvent.SourceLeft(leaving, reason));
    }
  }

  /** What asks for something, until it is polled. */
  ReceivedFeedback feedback() {
    return feedback;
  }

  /** Datagrams taken in. */
  long count() {
    return count;
  }

  /** Datagrams dropped because they were malformed. */
  long rejected() {
    return rejected;
  }
}
