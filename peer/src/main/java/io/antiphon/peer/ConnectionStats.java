package io.antiphon.peer;

import io.antiphon.codec.LevelMeter;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceTransport;
import io.antiphon.rtp.stream.RemoteReception;
import io.antiphon.rtp.stream.RoundTripTime;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.MediaDescription;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a session's counters into a report with W3C's types and names. */
final class ConnectionStats {
  private static final String TRANSPORT_ID = "T";
  private static final String PAIR_ID = "CP";

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
    transport();
    certificates();
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
                  "audioLevel", level == LevelMeter.SILENCE_DBOV ? 0 : Math.pow(10, level / -20.0));
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

  private void certificates() {
    certificate("CL", session.transport().identity().fingerprint().toString());
    RemoteTransport remote = negotiation.remoteTransport();
    if (remote != null) {
      certificate("CR", remote.fingerprints().get(0));
    }
  }

  /** A certificate as its side has told it: {@code sha-256 AB:CD…} (RFC 8122). */
  private void certificate(String id, String fingerprint) {
    int space = fingerprint.indexOf(' ');
    report
        .add("certificate", id)
        .with("fingerprint", fingerprint.substring(space + 1).toUpperCase(Locale.ROOT))
        .with("fingerprintAlgorithm", fingerprint.substring(0, Math.max(space, 0)))
        .end();
  }

  private void transport() {
    MediaTransport transport = session.transport();
    IceTransport ice = transport.ice();
    TransportCounters counters = transport.counters();
    CandidatePair pair = transport.path();
    DtlsEvent.Connected association = transport.association();
    var entry =
        report
            .add("transport", TRANSPORT_ID)
            .with("packetsSent", counters.packetsSent)
            .with("packetsReceived", counters.packetsReceived)
            .with("bytesSent", counters.bytesSent)
            .with("bytesReceived", counters.bytesReceived)
            .with("packetsRejected", counters.rejected)
            .with("packetsFromStrangers", counters.droppedFromStranger)
            .with("transportFeedbackSent", session.congestion().feedbacksSent())
            .with("transportFeedbackReceived", session.congestion().estimator().feedbacksReceived())
            .with("iceState", ice.state().name().toLowerCase(Locale.ROOT))
            .with("iceRole", ice.role().name().toLowerCase(Locale.ROOT))
            .with("iceLocalUsernameFragment", ice.localCredentials().ufrag())
            .with("dtlsState", transport.dtlsState().toString())
            .with("selectedCandidatePairId", pair == null ? null : PAIR_ID)
            .with("localCertificateId", "CL")
            .with("remoteCertificateId", negotiation.remoteTransport() == null ? null : "CR");
    if (transport.dtlsRole() != null) {
      entry.with("dtlsRole", transport.dtlsRole().name().toLowerCase(Locale.ROOT));
    }
    if (association != null) {
      entry
          .with("dtlsCipher", association.cipherSuite())
          .with("srtpCipher", "SRTP_" + association.profile().name())
          .with("tlsVersion", "FEFD");
    }
    entry.end();
    if (pair != null) {
      pair(pair);
    }
    report
        .add("peer-connection", "P")
        .with("signalingState", negotiation.state().toString())
        .with("dataChannelsOpened", 0)
        .with("dataChannelsClosed", 0)
        .end();
  }

  private void pair(CandidatePair pair) {
    var roundTrip = pair.currentRoundTripTime();
    report
        .add("candidate-pair", PAIR_ID)
        .with("transportId", TRANSPORT_ID)
        .with("localCandidateId", "L")
        .with("remoteCandidateId", "R")
        .with("state", pair.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .with("nominated", pair.nominated())
        .with("currentRoundTripTime", roundTrip == null ? null : roundTrip.toNanos() * 1e-9)
        .with("totalRoundTripTime", pair.totalRoundTripTime().toNanos() * 1e-9)
        .with("requestsSent", pair.requestsSent())
        .with("requestsReceived", pair.requestsReceived())
        .with("responsesSent", pair.responsesSent())
        .with("responsesReceived", pair.responsesReceived())
        .with("consentRequestsSent", pair.consentRequestsSent())
        .with("availableOutgoingBitrate", session.congestion().targetBps())
        .end();
    candidate("local-candidate", "L", pair.local());
    candidate("remote-candidate", "R", pair.remote());
  }

  private void candidate(String type, String id, Candidate candidate) {
    report
        .add(type, id)
        .with("transportId", TRANSPORT_ID)
        .with("candidateType", candidate.type().token())
        .with("protocol", "udp")
        .with("priority", candidate.priority())
        .with("address", candidate.address())
        .with("port", candidate.port())
        .with("foundation", candidate.foundation())
        .with("usernameFragment", candidate.ufrag())
        .end();
  }

  private double wall(long nanos) {
    return now - TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos);
  }

  private static String ssrc(int value) {
    return Integer.toUnsignedString(value);
  }
}
