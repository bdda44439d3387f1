package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
  private static final String OPENING = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  private static final String AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\n";

  private static MediaDescription audio(String lines) throws SdpFormatException {
    return SessionDescription.parse(OPENING + AUDIO + lines).media().get(0);
  }

  @Test
  void keepsLinesAndAttributesItDoesNotKnow() throws SdpFormatException {
    String text =
        Offers.crlf(
            """
            v=0
            o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
            s=Call to John Smith
            i=SDP Offer #1
            u=http://www.jdoe.example.com/home.html
            e=Jane Doe <jane@jdoe.example.com>
            p=+1 617 555-6011
            c=IN IP4 198.51.100.1
            b=X-YZ:128
            t=0 0
            r=604800 3600 0 90000
            z=3730928400 -1h 3749680800 0
            k=prompt
            x=who knows
            a=x-new:é ü
            m=audio 49170/2 RTP/AVP 0
            i=left
            a=x-flag
            q=?
            """);
    SessionDescription description = SessionDescription.parse(text);
    assertEquals(text, description.toString());
    assertEquals(2, description.media().get(0).portCount());
    assertEquals(
        new Origin("jdoe", 3724394400L, 3724394405L, "IN", "IP4", "198.51.100.1"),
        description.origin());
    assertEquals("é ü", description.attribute("x-new"));
    assertEquals("", description.media().get(0).attribute("x-flag"));
    assertNull(description.attribute("x-flag"));
  }

  @Test
  void endsInALineBreakWhetherOrNotTheTextDid() throws SdpFormatException {
    assertEquals(OPENING, SessionDescription.parse(OPENING.stripTrailing()).toString());
    assertEquals(OPENING, SessionDescription.parse(OPENING + "\r\n\n").toString());
  }

  @Test
  void sectionsInheritWhatTheSessionSays() throws SdpFormatException {
    String session =
        Offers.crlf(
            """
            c=IN IP4 192.0.2.1
            a=ice-ufrag:abcd
            a=ice-pwd:abcdefghijklmnopqrstuv
            a=setup:passive
            a=fingerprint:sha-1 AA
            a=sendonly
            a=end-of-candidates
            a=extmap:5 urn:a
            """);
    SessionDescription description =
        SessionDescription.parse(
            OPENING
                + session
                + AUDIO
                + AUDIO
                + "a=ice-ufrag:efgh\r\na=fingerprint:sha-1 BB\r\n"
                + "c=IN IP4 192.0.2.2\r\na=setup:active\r\na=recvonly\r\na=extmap:6 urn:b\r\n");
    MediaDescription silent = description.media().get(0);
    assertEquals("abcd", silent.iceUfrag());
    assertEquals("abcdefghijklmnopqrstuv", silent.icePwd());
    assertEquals(Setup.PASSIVE, silent.setup());
    assertEquals(List.of("sha-1 AA"), silent.fingerprints());
    assertEquals(Direction.SENDONLY, silent.direction());
    assertEquals("192.0.2.1", String.valueOf(silent.connection()).split(" ")[2]);
    assertTrue(silent.endOfCandidates());
    MediaDescription outspoken = description.media().get(1);
    assertEquals("efgh", outspoken.iceUfrag());
    assertEquals("abcdefghijklmnopqrstuv", outspoken.icePwd());
    assertEquals(Setup.ACTIVE, outspoken.setup());
    assertEquals(List.of("sha-1 BB"), outspoken.fingerprints());
    assertEquals(Direction.RECVONLY, outspoken.direction());
    assertEquals("192.0.2.2", String.valueOf(outspoken.connection()).split(" ")[2]);
    assertEquals(List.of(6, 5), outspoken.extMaps().stream().map(ExtMap::id).toList());
  }

  @Test
  void fillsInPayloadTypesThatNeedNoMap() throws SdpFormatException {
    MediaDescription audio = audio("a=rtpmap:111 opus/48000/2\r\n");
    assertEquals(
        List.of(new RtpMap(111, "opus", 48000, 2), new RtpMap(0, "PCMU", 8000, 1)),
        audio.rtpMaps());
    assertEquals(List.of(new RtpMap(0, "PCMU", 8000, 1)), audio("").rtpMaps());
    assertNull(audio("").rtpMap(111));
    assertNull(audio("a=rtpmap:96 opus/48000/2\r\n").rtpMap(96), "not in the m= line");
  }

  @Test
  void readsParametersHoweverTheyAreSpaced() throws SdpFormatException {
    assertEquals(
        Map.of("stereo", "1", "usedtx", "", "sprop-stereo", "0"),
        audio("a=fmtp:111 Stereo=1 ; UseDTX;; sprop-stereo = 0\r\n").fmtp(111));
    assertEquals(
        Map.of("a", "2", "b", "3"), audio("a=fmtp:111 a=1;b=3\r\na=fmtp:111 a=2\r\n").fmtp(111));
  }

  @Test
  void roundsPacketTimes() throws SdpFormatException {
    assertEquals(OptionalInt.of(20), audio("a=ptime:20\r\n").ptime());
    assertEquals(OptionalInt.of(3), audio("a=ptime:2.5\r\n").ptime());
    assertEquals(OptionalInt.of(1), audio("a=maxptime:0.1\r\n").maxPtime());
  }

  @Test
  void aZeroPortIsNoRejectionWithinABundle() throws SdpFormatException {
    String zero = OPENING + "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n";
    assertTrue(SessionDescription.parse(zero).media().get(0).isRejected());
    assertFalse(SessionDescription.parse(zero + "a=bundle-only\r\n").media().get(0).isRejected());
  }

  @Test
  void readsASourceAnnouncedAlone() throws SdpFormatException {
    MediaDescription audio = audio("a=ssrc:1\r\na=ssrc:4294967295 cname:x y\r\n");
    assertEquals(List.of(1L, 4294967295L), audio.ssrcs());
    assertEquals(new SsrcAttribute(4294967295L, "cname", "x y"), audio.ssrcAttributes().get(1));
    assertEquals("1", audio.ssrcAttributes().get(0).toString());
  }

  @Test
  void writesAnOfferThatReadsAsItWasMeant() throws SdpFormatException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("minptime", "10");
    parameters.put("useinbandfec", "1");
    MediaDescription audio =
        MediaDescription.builder("audio")
            .mid("a")
            .direction(Direction.SENDONLY)
            .setup(Setup.ACTPASS)
            .iceCredentials("abcd", "abcdefghijklmnopqrstuv")
            .iceOptions("trickle", "ice2")
            .fingerprint("sha-256 AA:BB")
            .rtcpMux()
            .rtcpRsize()
            .extMap(new ExtMap(4, "urn:ietf:params:rtp-hdrext:sdes:mid"))
            .rtpMap(new RtpMap(96, "opus", 48000, 2))
            .fmtp(96, parameters)
            .rtcpFeedback(new RtcpFeedback("96", "transport-cc", ""))
            .rtpMap(new RtpMap(0, "PCMU", 8000, 1))
            .ptime(20)
            .maxPtime(60)
            .msid(new Msid("s", "t"))
            .ssrc(7, "cname", "c")
            .candidate("candidate:1 1 udp 1 127.0.0.1 5 typ host")
            .candidate("2 1 udp 1 127.0.0.1 6 typ host")
            .endOfCandidates()
            .build();
    SessionDescription offer =
        SessionDescription.builder(Origin.of(-1, 2)).bundle(List.of("a")).media(audio).build();
    assertEquals(
        """
        v=0
        o=- 18446744073709551615 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE a
        m=audio 9 UDP/TLS/RTP/SAVPF 96 0
        c=IN IP4 0.0.0.0
        a=mid:a
        a=sendonly
        a=setup:actpass
        a=ice-ufrag:abcd
        a=ice-pwd:abcdefghijklmnopqrstuv
        a=ice-options:trickle ice2
        a=fingerprint:sha-256 AA:BB
        a=rtcp-mux
        a=rtcp-rsize
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 minptime=10;useinbandfec=1
        a=rtcp-fb:96 transport-cc
        a=rtpmap:0 PCMU/8000
        a=ptime:20
        a=maxptime:60
        a=msid:s t
        a=ssrc:7 cname:c
        a=candidate:1 1 udp 1 127.0.0.1 5 typ host
        a=candidate:2 1 udp 1 127.0.0.1 6 typ host
        a=end-of-candidates
        """
            .replace("\n", "\r\n"),
        offer.toString());
    assertEquals(offer, SessionDescription.parse(offer.toString()));
    Questions.askAll(offer);
  }

  @Test
  void replacesWhatASectionSaysOnceWhereItStands() throws SdpFormatException {
    MediaDescription changed =
        audio("a=mid:0\r\na=sendrecv\r\na=setup:actpass\r\nc=IN IP4 192.0.2.1\r\na=x\r\na=x:1\r\n")
            .toBuilder()
            .setup(Setup.ACTIVE)
            .direction(Direction.RECVONLY)
            .connection(Connection.UNSPECIFIED)
            .without("x")
            .build();
    assertEquals(
        AUDIO + "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\na=setup:active\r\n",
        changed.toString());
  }

  @Test
  void theNextVersionKeepsItsPlace() throws SdpFormatException {
    SessionDescription first = SessionDescription.parse(OPENING + "a=ice-lite\r\n" + AUDIO);
    SessionDescription second = first.toBuilder().origin(first.origin().next()).name("x").build();
    assertEquals(
        OPENING.replace("1 1", "1 2").replace("s=-", "s=x") + "a=ice-lite\r\n" + AUDIO,
        second.toString());
    assertNotEquals(first, second);
  }

  @Test
  void turnsDownASectionInItsOwnTerms() throws SdpFormatException {
    MediaDescription data = Offers.parse("chrome-audio-video-data").media().get(2);
    assertEquals(
        Offers.crlf(
            """
            m=application 0 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:2
            a=inactive
            """),
        MediaDescription.rejecting(data).toString());
  }

  @Test
  void willNotWriteWhatItCouldNotRead() {
    MediaDescriptionBuilder builder = MediaDescription.builder("audio");
    assertThrows(IllegalArgumentException.class, builder::build, "no formats");
    assertThrows(IllegalArgumentException.class, () -> builder.mid("a\r\na=evil"));
    assertThrows(IllegalArgumentException.class, () -> builder.iceCredentials("a", "b"));
    assertThrows(IllegalArgumentException.class, () -> builder.attribute("x", "a\nb"));
    assertThrows(IllegalArgumentException.class, () -> builder.ptime(0));
    assertThrows(IllegalArgumentException.class, () -> new RtpMap(128, "opus", 48000, 2));
    assertThrows(IllegalArgumentException.class, () -> new RtpMap(1, "opus", 0, 2));
    MediaDescription twin =
        MediaDescription.builder("audio").formats(List.of("0")).mid("0").build();
    SessionDescriptionBuilder session = SessionDescription.builder(Origin.of(1, 1));
    session.media(twin).media(twin);
    assertThrows(IllegalArgumentException.class, session::build);
  }

  @Test
  void directionsReverseAndMeet() {
    assertEquals(Direction.RECVONLY, Direction.SENDONLY.reversed());
    assertEquals(Direction.SENDRECV, Direction.SENDRECV.reversed());
    assertEquals(Direction.INACTIVE, Direction.SENDONLY.and(Direction.RECVONLY));
    assertEquals(Direction.SENDONLY, Direction.SENDONLY.and(Direction.SENDRECV));
  }
}
