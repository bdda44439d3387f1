package io.antiphon.peer;

import io.antiphon.codec.LevelMeter;
import io.antiphon.rtp.stream.RemoteReception;
import io.antiphon.rtp.stream.RoundTripTime;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.Msid;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a session's counters into a report with W3C's types and names. */
final class ConnectionStats {
  static final String TRANSPORT_ID = "T";

  private final PeerSession session;
  private final Negotiation negotiation;
  private final long malformed;
  private final double now = System.currentTimeMillis();
  private final long nowNanos = System.nanoTime();
  private final StatsReport.Builder report = new StatsReport.Builder(now);

  ConnectionStats(PeerSession session, Negotiation negotiation, long malformed) {
    this.session = session;
    this.negotiation = negotiation;
    this.malformed = malformed;
  }

  StatsReport report() {
    session.inbound().forEach(this::inbound);
    session.outbound().forEach(this::outbound);
    new TransportStats(session, negotiation, report, now - nowNanos * 1e-6).addAll();
    return report.build();
  }

  private void inbound(InboundAudio inbound) {
    RtpReceiver receiver = inbound.receiver();
    if (receiver == null) {
      return;
    }
    String ssrc = ssrc(receiver.ssrc().value());
    String codecId = codec("I", inbound.codec(), negotiation.descriptions().local());
    var entry =
        report
            .add("inbound-rtp", "I" + ssrc)
            .with("ssrc", receiver.ssrc().value() & 0xffff_ffffL)
            .with("kind", "audio")
            .with("transportId", TRANSPORT_ID)
            .with("codecId", codecId)
            .with("mid", inbound.transceiver().mid())
            .with("trackIdentifier", trackIdentifier(inbound.transceiver().index()))
            .with("remoteId", receiver.senderReportsReceived() > 0 ? "RO" + ssrc : null)
            .with("packetsReceived", receiver.packetsReceived())
            .with("bytesReceived", receiver.bytesReceived())
            .with("headerBytesReceived", receiver.headerBytesReceived())
            .with("packetsLost", receiver.packetsLost())
            .with("jitter", receiver.jitterSeconds())
            .with("lastPacketReceivedTimestamp", wall(receiver.lastPacketReceivedNanos()))
            .with("captureTimestamp", session.captureTimes().captureMillis(receiver.ssrc().value()))
            .with(
                "senderCaptureTimeOffset",
                session.captureTimes().offsetMillis(receiver.ssrc().value()))
            .with("packetsMalformed", malformed)
            .with("packetsUndecodable", inbound.undecodable());
    RepairStats.addTo(entry, inbound, receiver);
    new PlayoutStats(inbound, receiver, nowNanos).addTo(entry);
    entry.end();
    PlayoutStats.playout(report, inbound);
    if (receiver.senderReportsReceived() > 0) {
      report
          .add("remote-outbound-rtp", "RO" + ssrc)
          .with("ssrc", receiver.ssrc().value() & 0xffff_ffffL)
          .with("kind", "audio")
          .with("transportId", TRANSPORT_ID)
          .with("codecId", codecId)
          .with("localId", "I" + ssrc)
          .with("packetsSent", receiver.remotePacketsSent())
          .with("bytesSent", receiver.remoteBytesSent())
          .with("reportsSent", receiver.senderReportsReceived())
          .with("roundTripTime", measured(session.rtp().roundTrip()))
          .with("totalRoundTripTime", session.rtp().roundTrip().totalSeconds())
          .with("roundTripTimeMeasurements", session.rtp().roundTrip().measurements())
          .end();
    }
  }

  private void outbound(OutboundAudio outbound) {
    RtpSender sender = outbound.sender();
    if (sender == null) {
      return;
    }
    String ssrc = ssrc(sender.ssrc().value());
    String codecId = codec("O", outbound.codec(), negotiation.descriptions().remote());
    RemoteReception remote = sender.remote();
    boolean reported = remote.reportsReceived() > 0;
    int level = outbound.levelDbov();
    String sourceId = level < 0 ? null : "S" + ssrc;
    var entry =
        report
            .add("outbound-rtp", "O" + ssrc)
            .with("ssrc", sender.ssrc().value() & 0xffff_ffffL)
            .with("kind", "audio")
            .with("transportId", TRANSPORT_ID)
            .with("codecId", codecId)
            .with("mid", outbound.mid())
            .with("remoteId", reported ? "RI" + ssrc : null)
            .with("mediaSourceId", sourceId)
            .with("active", outbound.sends())
            .with("headerBytesSent", sender.headerBytesSent())
            .with("targetBitrate", outbound.bitrate() == 0 ? null : outbound.bitrate());
    RepairStats.addTo(entry, outbound, sender);
    entry.end();
    if (sourceId != null) {
      var source =
          report
              .add("media-source", sourceId)
              .with("kind", "audio")
              .with("trackIdentifier", outbound.trackId())
              .with(
                  "audioLevel", level == LevelMeter.SILENCE_DBOV ? 0 : Math.pow(10, level / -20.0))
              .with("totalAudioEnergy", outbound.said().totalAudioEnergy())
              .with("totalSamplesDuration", outbound.said().totalSamplesDuration());
      PushSource push = outbound.pushed();
      if (push != null) {
        addTo(source, push);
      }
      source.end();
    }
    if (reported) {
      report
          .add("remote-inbound-rtp", "RI" + ssrc)
          .with("ssrc", sender.ssrc().value() & 0xffff_ffffL)
          .with("kind", "audio")
          .with("transportId", TRANSPORT_ID)
          .with("codecId", codecId)
          .with("localId", "O" + ssrc)
          .with("packetsLost", remote.packetsLost())
          .with("fractionLost", remote.fractionLost())
          .with("jitter", remote.jitterSeconds())
          .with("roundTripTime", measured(remote))
          .with("totalRoundTripTime", remote.totalRoundTripTimeSeconds())
          .with("roundTripTimeMeasurements", remote.roundTripTimeMeasurements())
          .end();
    }
  }

  private static void addTo(StatsReport.Builder.Entry source, PushSource push) {
    PushStats stats = push.stats();
    source
        .with("pushState", push.state().toString())
        .with("pushedDuration", stats.pushedSeconds())
        .with("pushedDurationPlayed", stats.playedSeconds())
        .with("pushedDurationDropped", stats.droppedSeconds())
        .with("pushedDurationWaiting", stats.waitingSeconds())
        .with("pushUnderruns", stats.underruns())
        .with("pushSilenceDuration", stats.silenceSeconds());
  }

  /** What the other side calls the track; null if it has not said. */
  private @Nullable String trackIdentifier(int section) {
    Description theirs = negotiation.descriptions().remote();
    if (theirs == null || section < 0 || section >= theirs.sdp().media().size()) {
      return null;
    }
    return theirs.sdp().media().get(section).msids().stream()
        .map(Msid::trackId)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Double measured(RoundTripTime roundTrip) {
    return roundTrip.measurements() == 0 ? null : roundTrip.seconds();
  }

  private static @Nullable Double measured(RemoteReception remote) {
    return remote.roundTripTimeMeasurements() == 0 ? null : remote.roundTripTimeSeconds();
  }

  /** A codec as the one who receives it has described it (W3C WebRTC statistics §8.4). */
  private @Nullable String codec(
      String prefix, @Nullable CodecParameters codec, @Nullable Description receiver) {
    if (codec == null) {
      return null;
    }
    String id = prefix + "C" + codec.payloadType();
    if (report.has(id)) {
      return id; // of another section
    }
    report
        .add("codec", id)
        .with("payloadType", codec.payloadType())
        .with("mimeType", "audio/" + codec.codec().encoding())
        .with("clockRate", codec.codec().clockRateHz())
        .with("channels", codec.codec().rtpMap(codec.payloadType()).channels())
        .with("sdpFmtpLine", formatParameters(codec.payloadType(), receiver))
        .with("transportId", TRANSPORT_ID)
        .end();
    return id;
  }

  private static @Nullable String formatParameters(int payloadType, @Nullable Description in) {
    if (in == null) {
      return null;
    }
    for (MediaDescription section : in.sdp().media()) {
      if (!section.isRejected() && section.payloadTypes().contains(payloadType)) {
        Map<String, String> parameters = section.fmtp(payloadType);
        return parameters.isEmpty()
            ? null
            : parameters.entrySet().stream()
                .map(each -> each.getValue().isEmpty() ? each.getKey() : each.toString())
                .collect(Collectors.joining(";"));
      }
    }
    return null;
  }

  private double wall(long nanos) {
    return now - TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos);
  }

  private static String ssrc(int value) {
    return Integer.toUnsignedString(value);
  }
}
