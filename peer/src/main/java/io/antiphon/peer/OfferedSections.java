package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which sections of an offer we take up. */
final class OfferedSections {
  /** RTP over DTLS-SRTP as WebRTC writes it (RFC 8829 §5.1.2). */
  private static final Set<String> PROTOCOLS =
      Set.of(
          "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP", "TCP/DTLS/RTP/SAVPF");

  private OfferedSections() {}

  /**
   * The indexes of the audio sections that share the first one's transport and have a codec that we
   * speak; at least one.
   *
   * @throws NegotiationException if there is none, saying what is missing
   */
  static List<Integer> acceptable(SessionDescription offer) throws NegotiationException {
    List<Integer> accepted = new ArrayList<>();
    NegotiationException reason =
        new NegotiationException(
            "The offer has no audio section: it needs an m=audio line with a port that is not 0.");
    for (int index = 0; index < offer.media().size(); index++) {
      MediaDescription section = offer.media().get(index);
      if (!section.kind().equals("audio") || section.isRejected()) {
        continue;
      }
      String lacking = lacking(section);
      if (lacking != null) {
        reason = accepted.isEmpty() ? new NegotiationException(lacking) : reason;
      } else if (accepted.isEmpty() || sharesTransport(offer, accepted.get(0), section)) {
        accepted.add(index);
      }
    }
    if (accepted.isEmpty()) {
      throw reason;
    }
    return accepted;
  }

  /** Whether all audio that there was has ended. */
  static boolean allRejected(SessionDescription offer) {
    return offer.media().stream()
        .allMatch(each -> each.isRejected() || !each.kind().equals("audio"));
  }

  private static @Nullable String lacking(MediaDescription section) {
    if (!PROTOCOLS.contains(section.protocol())) {
      return "The audio section's protocol is "
          + section.protocol()
          + "; it must be UDP/TLS/RTP/SAVPF, RTP protected by DTLS-SRTP.";
    }
    if (!section.rtcpMux()) {
      return "The audio section has no a=rtcp-mux; RTP and RTCP must share one port.";
    }
    if (CodecParameters.of(section).isEmpty()) {
      return "The audio section has no codec that we speak: offer opus/48000/2, G722/8000,"
          + " PCMU/8000 or PCMA/8000.";
    }
    return null;
  }

  private static boolean sharesTransport(
      SessionDescription offer, int first, MediaDescription section) {
    List<String> bundle = offer.bundle();
    String mid = section.mid();
    String firstMid = offer.media().get(first).mid();
    return mid != null && firstMid != null && bundle.contains(mid) && bundle.contains(firstMid);
  }
}
