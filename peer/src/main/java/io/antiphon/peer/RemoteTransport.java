package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.FingerprintFormatException;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the other side's description says of the one transport that all its sections share.
 *
 * @param ufrag its ICE user name fragment
 * @param pwd its ICE password
 * @param iceLite it only answers checks
 * @param candidates so far, each {@code candidate:…}
 * @param endOfCandidates no more will come
 * @param fingerprints of its certificate, at least one
 * @param setup the DTLS role it asks for
 */
record RemoteTransport(
    String ufrag,
    String pwd,
    boolean iceLite,
    List<String> candidates,
    boolean endOfCandidates,
    List<String> fingerprints,
    Setup setup) {
  /**
   * Reads it from the section that owns the transport.
   *
   * @param type for messages: offer or answer
   * @throws NegotiationException if credentials or fingerprint are missing
   */
  static RemoteTransport of(String type, SessionDescription session, MediaDescription owner)
      throws NegotiationException {
    String ufrag = owner.iceUfrag();
    String pwd = owner.icePwd();
    if (ufrag == null || pwd == null) {
      throw new NegotiationException(
          "The "
              + type
              + " has no ICE credentials: its audio section needs a=ice-ufrag and a=ice-pwd.");
    }
    List<String> fingerprints = owner.fingerprints();
    if (fingerprints.isEmpty()) {
      throw new NegotiationException(
          "The "
              + type
              + " has no fingerprint: its audio section needs a=fingerprint, the digest of the"
              + " certificate that its DTLS will show.");
    }
    List<String> candidates = new ArrayList<>(owner.candidates());
    Setup setup = owner.setup();
    return new RemoteTransport(
        ufrag,
        pwd,
        session.iceLite(),
        candidates,
        owner.endOfCandidates(),
        List.copyOf(fingerprints),
        setup == null ? Setup.ACTPASS : setup);
  }

  /**
   * Reads it from the first section that the answer does not turn down; null if it turns all down.
   *
   * @throws NegotiationException if it does not fit the offer, leaves the DTLS role open, or
   *     credentials or fingerprint are missing
   */
  static @Nullable RemoteTransport ofAnswer(SessionDescription offer, SessionDescription answer)
      throws NegotiationException {
    if (answer.media().size() != offer.media().size()) {
      throw new NegotiationException(
          "The answer has "
              + answer.media().size()
              + " media sections and the offer "
              + offer.media().size()
              + "; they must match one to one.");
    }
    for (MediaDescription section : answer.media()) {
      if (!section.isRejected()) {
        RemoteTransport transport = of("answer", answer, section);
        if (transport.setup() == Setup.ACTPASS) {
          throw new NegotiationException(
              "The answer must choose a=setup:active or a=setup:passive.");
        }
        return transport;
      }
    }
    return null;
  }

  /**
   * The digests.
   *
   * @throws NegotiationException if one is malformed
   */
  List<Fingerprint> parsedFingerprints() throws NegotiationException {
    List<Fingerprint> parsed = new ArrayList<>();
    for (String each : fingerprints) {
      try {
        parsed.add(Fingerprint.parse(each));
      } catch (FingerprintFormatException e) {
        throw new NegotiationException("The fingerprint is malformed: " + e.getMessage());
      }
    }
    return parsed;
  }

  /**
   * The DTLS role that is left for us (RFC 8842 §5).
   *
   * @param client the one we take where the choice is ours
   */
  DtlsRole ourRole(boolean client) {
    if (setup == Setup.ACTPASS) {
      return client ? DtlsRole.CLIENT : DtlsRole.SERVER;
    }
    return setup == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
  }

  /** Whether the other side has restarted ICE since {@code earlier} (RFC 8839 §4.4.1.1.1). */
  boolean isRestartOf(RemoteTransport earlier) {
    return !ufrag.equals(earlier.ufrag) || !pwd.equals(earlier.pwd);
  }
}
