package example;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.Origin;
import io.antiphon.sdp.RtpMap;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.SessionDescriptionBuilder;
import io.antiphon.sdp.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a browser's offer and writes the answer of one who sends and hears Opus. */
public final class AnswerAnOffer {
  private static final String OUR_FINGERPRINT = "sha-256 " + "A1:".repeat(31) + "A1";

  private AnswerAnOffer() {}

  public static void main(String[] args) throws Exception {
    System.out.print(answer(Files.readString(Path.of(args.length > 0 ? args[0] : "offer.sdp"))));
  }

  static SessionDescription answer(String text) throws SdpFormatException {
    SessionDescription offer = SessionDescription.parse(text);
    SessionDescriptionBuilder answer = SessionDescription.builder(Origin.of(1234567890L, 1));
    answer.bundle(List.of("0")).iceLite();
    for (MediaDescription offered : offer.media()) {
      answer.media(
          offered.kind().equals("audio") ? hear(offered) : MediaDescription.rejecting(offered));
    }
    return answer.build();
  }

  private static MediaDescription hear(MediaDescription offered) {
    RtpMap opus =
        offered.rtpMaps().stream().filter(map -> map.is("opus", 48000)).findFirst().orElseThrow();
    return MediaDescription.builder("audio")
        .mid(String.valueOf(offered.mid()))
        .direction(offered.direction().reversed())
        .setup(Setup.PASSIVE)
        .iceCredentials("8hhY", "asd88fgpdd777uzjYhagZg")
        .fingerprint(OUR_FINGERPRINT)
        .candidate("candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host")
        .endOfCandidates()
        .rtcpMux()
        .rtpMap(opus)
        .fmtp(opus.payloadType(), offered.fmtp(opus.payloadType()))
        .build();
  }
}
