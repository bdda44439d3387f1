package io.antiphon.bench;

import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.IceTransport;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.Ssrc;
import io.antiphon.sdp.Direction;
import io.antiphon.sdp.ExtMap;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.MediaDescriptionBuilder;
import io.antiphon.sdp.Origin;
import io.antiphon.sdp.RtpMap;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What a {@link LoadPeer} offers: a section to speak and hear in, and others to hear in alone. */
final class LoadOffer {
  static final PayloadType OPUS = new PayloadType(111);
  static final HeaderExtensionIds EXTENSIONS = new HeaderExtensionIds(1, 0);

  private static final RtpMap RTP_MAP = new RtpMap(OPUS.value(), "opus", 48_000, 2);

  private LoadOffer() {}

  static String of(
      IceTransport ice, Identity identity, Ssrc ssrc, int voices, RandomGenerator random) {
    List<String> mids = new ArrayList<>();
    List<MediaDescription> sections = new ArrayList<>();
    for (int i = 0; i <= voices; i++) {
      String mid = Integer.toString(i);
      MediaDescriptionBuilder section =
          audio(ice, identity).mid(mid).direction(i == 0 ? Direction.SENDRECV : Direction.RECVONLY);
      if (i == 0) {
        section.ssrc(ssrc.value() & 0xFFFF_FFFFL, "cname", "load");
      }
      mids.add(mid);
      sections.add(section.build());
    }
    var offer = SessionDescription.builder(Origin.of(random.nextLong() >>> 1, 1)).bundle(mids);
    sections.forEach(offer::media);
    return offer.build().toString();
  }

  private static MediaDescriptionBuilder audio(IceTransport ice, Identity identity) {
    MediaDescriptionBuilder audio =
        MediaDescription.builder("audio")
            .formats(List.of(Integer.toString(OPUS.value())))
            .rtpMap(RTP_MAP)
            .fmtp(OPUS.value(), Map.of("minptime", "10"))
            .extMap(new ExtMap(EXTENSIONS.audioLevel(), HeaderExtensionIds.AUDIO_LEVEL_URI))
            .setup(Setup.ACTPASS)
            .iceCredentials(ice.localCredentials().ufrag(), ice.localCredentials().pwd())
            .fingerprint(identity.fingerprint().toString())
            .rtcpMux()
            .endOfCandidates();
    ice.localCandidates().forEach(candidate -> audio.candidate(candidate.toString()));
    return audio;
  }
}
