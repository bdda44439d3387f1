package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceTransport;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The transport of a connection in W3C's types and names: {@code transport}, {@code certificate},
 * {@code candidate-pair} with its candidates, and the connection itself. Of the pairs the selected
 * one comes first.
 */
final class TransportStats {
  private static final String LOCAL_CERTIFICATE_ID = "CL";
  private static final String REMOTE_CERTIFICATE_ID = "CR";

  private final PeerSession session;
  private final Negotiation negotiation;
  private final MediaTransport transport;
  private final StatsReport.Builder report;
  private final double millisAtZeroNanos;

  /**
   * Reads of one session.
   *
   * @param millisAtZeroNanos the time of day, in milliseconds since 1970, at which {@link
   *     System#nanoTime} is 0
   */
  TransportStats(
      PeerSession session,
      Negotiation negotiation,
      StatsReport.Builder report,
      double millisAtZeroNanos) {
    this.session = session;
    this.negotiation = negotiation;
    this.report = report;
    this.millisAtZeroNanos = millisAtZeroNanos;
    transport = session.transport();
  }

  void addAll() {
    transport();
    CandidatePair selected = transport.path();
    if (selected != null) {
      pair(selected, true);
    }
    for (CandidatePair each : transport.ice().pairs()) {
      if (each != selected) {
        pair(each, false);
      }
    }
    report
        .add("peer-connection", "P")
        .with("signalingState", negotiation.state().toString())
        .with("dataChannelsOpened", 0)
        .with("dataChannelsClosed", 0)
        .end();
    certificates();
  }

  private void transport() {
    IceTransport ice = transport.ice();
    TransportCounters counters = transport.counters();
    CandidatePair pair = transport.path();
    DtlsEvent.Connected association = transport.association();
    var entry =
        report
            .add("transport", ConnectionStats.TRANSPORT_ID)
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
            .with("selectedCandidatePairId", pair == null ? null : id(pair))
            .with("selectedCandidatePairChanges", counters.pathChanges)
            .with("localCertificateId", LOCAL_CERTIFICATE_ID)
            .with(
                "remoteCertificateId",
                negotiation.remoteTransport() == null ? null : REMOTE_CERTIFICATE_ID);
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
  }

  private void pair(CandidatePair pair, boolean selected) {
    var roundTrip = pair.currentRoundTripTime();
    var entry =
        report
            .add("candidate-pair", id(pair))
            .with("transportId", ConnectionStats.TRANSPORT_ID)
            .with("localCandidateId", id("L", pair.local()))
            .with("remoteCandidateId", id("R", pair.remote()))
            .with("state", pair.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .with("nominated", pair.nominated())
            .with("currentRoundTripTime", roundTrip == null ? null : roundTrip.toNanos() * 1e-9)
            .with("totalRoundTripTime", pair.totalRoundTripTime().toNanos() * 1e-9)
            .with("requestsSent", pair.requestsSent())
            .with("requestsReceived", pair.requestsReceived())
            .with("responsesSent", pair.responsesSent())
            .with("responsesReceived", pair.responsesReceived())
            .with("consentRequestsSent", pair.consentRequestsSent());
    if (selected) {
      traffic(entry);
    }
    entry.end();
    candidate("local-candidate", "L", pair.local());
    candidate("remote-candidate", "R", pair.remote());
  }

  private void traffic(StatsReport.Builder.Entry entry) {
    PathCounters path = transport.pathCounters();
    entry
        .with("packetsSent", path.packetsSent)
        .with("packetsReceived", path.packetsReceived)
        .with("bytesSent", path.bytesSent)
        .with("bytesReceived", path.bytesReceived)
        .with("packetsDiscardedOnSend", path.packetsDiscarded)
        .with("bytesDiscardedOnSend", path.bytesDiscarded)
        .with("lastPacketSentTimestamp", wall(path.packetsSent, path.lastSentNanos))
        .with("lastPacketReceivedTimestamp", wall(path.packetsReceived, path.lastReceivedNanos))
        .with("availableOutgoingBitrate", session.congestion().targetBps());
  }

  private @Nullable Double wall(long packets, long nanos) {
    return packets == 0 ? null : millisAtZeroNanos + nanos * 1e-6;
  }

  private void candidate(String type, String prefix, Candidate candidate) {
    String id = id(prefix, candidate);
    if (report.has(id)) {
      return;
    }
    String related = candidate.relatedAddress();
    report
        .add(type, id)
        .with("transportId", ConnectionStats.TRANSPORT_ID)
        .with("candidateType", candidate.type().token())
        .with("protocol", "udp")
        .with("priority", candidate.priority())
        .with("address", candidate.address())
        .with("port", candidate.port())
        .with("foundation", candidate.foundation())
        .with("relatedAddress", related)
        .with("relatedPort", related == null ? null : candidate.relatedPort())
        .with("usernameFragment", candidate.ufrag())
        .end();
  }

  private static String id(CandidatePair pair) {
    return "CP" + name(pair.local()) + "-" + name(pair.remote());
  }

  private static String id(String prefix, Candidate candidate) {
    return prefix + name(candidate);
  }

  private static String name(Candidate candidate) {
    return candidate.type().token() + "/" + candidate.address() + ":" + candidate.port();
  }

  private void certificates() {
    certificate(
        LOCAL_CERTIFICATE_ID,
        transport.identity().fingerprint().toString(),
        transport.identity().certificate());
    RemoteTransport remote = negotiation.remoteTransport();
    if (remote != null) {
      DtlsEvent.Connected association = transport.association();
      certificate(
          REMOTE_CERTIFICATE_ID,
          remote.fingerprints().get(0),
          association == null ? null : association.remoteCertificate());
    }
  }

  /** A certificate as its side has told it, {@code sha-256 AB:CD…} (RFC 8122), and as it came. */
  private void certificate(String id, String fingerprint, @Nullable ByteBuffer der) {
    int space = fingerprint.indexOf(' ');
    report
        .add("certificate", id)
        .with("fingerprint", fingerprint.substring(space + 1).toUpperCase(Locale.ROOT))
        .with("fingerprintAlgorithm", fingerprint.substring(0, Math.max(space, 0)))
        .with("base64Certificate", der == null ? null : base64(der))
        .end();
  }

  private static String base64(ByteBuffer der) {
    byte[] bytes = new byte[der.remaining()];
    der.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
