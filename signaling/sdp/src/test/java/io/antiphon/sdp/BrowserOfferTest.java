package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class BrowserOfferTest {
  static final List<String> ALL = Offers.ALL;

  @Test
  void noOfferIsLeftOut() throws IOException {
    Path folder = Path.of("../../test-vectors/src/main/resources/vectors/sdp");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          files
              .map(each -> each.getFileName().toString())
              .filter(name -> name.endsWith(".sdp"))
              .map(name -> name.replace(".sdp", ""))
              .sorted()
              .toList(),
          ALL.stream().sorted().toList());
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void isWrittenBackTheSame(String name) throws SdpFormatException {
    String text = Offers.text(name);
    assertEquals(text, SessionDescription.parse(text).toString());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void readsTheSameWithBareLineFeeds(String name) throws SdpFormatException {
    String text = Offers.text(name);
    assertEquals(text, SessionDescription.parse(text.replace("\r\n", "\n")).toString());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void isTheSameThroughItsBuilders(String name) throws SdpFormatException {
    SessionDescription offer = Offers.parse(name);
    SessionDescriptionBuilder copy = offer.toBuilder();
    for (int i = 0; i < offer.media().size(); i++) {
      copy.media(i, offer.media().get(i).toBuilder().build());
    }
    assertEquals(offer, copy.build());
    assertEquals(offer.hashCode(), copy.build().hashCode());
  }

  @Test
  void chromeOffersOpusFirst() throws SdpFormatException {
    MediaDescription audio = Offers.parse("chrome-audio-trickle").media().get(0);
    assertEquals(List.of(111, 63, 9, 0, 8, 13, 110, 126), audio.payloadTypes());
    assertEquals(new RtpMap(111, "opus", 48000, 2), audio.rtpMaps().get(0));
    assertEquals(8, audio.rtpMaps().size());
    assertEquals(Map.of("minptime", "10", "useinbandfec", "1"), audio.fmtp(111));
    assertEquals(Map.of("111/111", ""), audio.fmtp(63));
    assertEquals(Map.of(), audio.fmtp(8));
    assertEquals(List.of(new RtcpFeedback("111", "transport-cc", "")), audio.rtcpFeedbacks());
    assertEquals(OptionalInt.empty(), audio.ptime());
  }

  @Test
  void chromeSaysHowToReachAndTrustIt() throws SdpFormatException {
    SessionDescription offer = Offers.parse("chrome-audio-trickle");
    MediaDescription audio = offer.media().get(0);
    assertEquals("t9Zf", audio.iceUfrag());
    assertEquals("v8Qq3yZk7R0rWwq9mC4uYd1B", audio.icePwd());
    assertEquals(List.of("trickle"), audio.iceOptions());
    assertEquals(1, audio.fingerprints().size());
    assertTrue(audio.fingerprints().get(0).startsWith("sha-256 6B:8B:F0:65"));
    assertEquals(Setup.ACTPASS, audio.setup());
    assertEquals(Connection.UNSPECIFIED, audio.connection());
    assertEquals(List.of(), audio.candidates());
    assertFalse(audio.endOfCandidates());
    assertFalse(offer.iceLite());
  }

  @Test
  void chromeNamesItsStreamAndItsSource() throws SdpFormatException {
    SessionDescription offer = Offers.parse("chrome-audio-trickle");
    MediaDescription audio = offer.media().get(0);
    assertEquals("0", audio.mid());
    assertEquals(audio, offer.media("0"));
    assertNull(offer.media("1"));
    assertEquals(List.of("0"), offer.bundle());
    assertEquals("WMS 5f1f4b6e-8d9c-4d55-9b0e-3f4c5f0c7f1a", offer.msidSemantic());
    assertEquals("5f1f4b6e-8d9c-4d55-9b0e-3f4c5f0c7f1a", audio.msids().get(0).streamId());
    assertEquals(List.of(2231627014L), audio.ssrcs());
    assertEquals("cname", audio.ssrcAttributes().get(0).name());
    assertEquals("4TOk42mSjXCkVIa6", audio.ssrcAttributes().get(0).value());
    assertEquals(Direction.SENDRECV, audio.direction());
  }

  @Test
  void chromeMuxesRtcpAndMixesHeaderExtensions() throws SdpFormatException {
    SessionDescription offer = Offers.parse("chrome-audio-trickle");
    MediaDescription audio = offer.media().get(0);
    assertTrue(audio.rtcpMux());
    assertTrue(audio.rtcpRsize());
    assertTrue(offer.extMapAllowMixed());
    assertTrue(audio.extMapAllowMixed());
    assertEquals(
        new ExtMap(1, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"), audio.extMaps().get(0));
    assertEquals("rcvr-rtt=all", audio.attribute("rtcp-xr"));
  }

  @Test
  void chromeAfterGatheringListsEveryCandidate() throws SdpFormatException {
    MediaDescription audio = Offers.parse("chrome-audio-gathered").media().get(0);
    assertEquals(5, audio.candidates().size());
    assertEquals(
        "candidate:1510613869 1 udp 2122129151 127.0.0.1 51472 typ host generation 0 network-id 2",
        audio.candidates().get(1));
    assertEquals(56143, audio.port());
    assertEquals(new Connection("IN", "IP4", "198.51.100.23"), audio.connection());
  }

  @Test
  void chromeBundlesAudioVideoAndData() throws SdpFormatException {
    SessionDescription offer = Offers.parse("chrome-audio-video-data");
    assertEquals(List.of("0", "1", "2"), offer.bundle());
    assertEquals(List.of("0", "1", "2"), offer.mids());
    MediaDescription video = offer.media().get(1);
    assertEquals("video", video.kind());
    assertEquals(
        List.of(new SsrcGroup("FID", List.of(3181439205L, 1055367294L))), video.ssrcGroups());
    assertEquals(List.of(3181439205L, 1055367294L), video.ssrcs());
    assertTrue(video.rtcpFeedbacks().contains(new RtcpFeedback("96", "nack", "pli")));
    MediaDescription data = offer.media().get(2);
    assertFalse(data.isRtp());
    assertEquals("UDP/DTLS/SCTP", data.protocol());
    assertEquals(List.of("webrtc-datachannel"), data.formats());
    assertEquals(List.of(), data.payloadTypes());
    assertEquals("5000", data.attribute("sctp-port"));
  }

  @Test
  void firefoxSpeaksForItsSectionsAtTheTop() throws SdpFormatException {
    SessionDescription offer = Offers.parse("firefox-audio-trickle");
    MediaDescription audio = offer.media().get(0);
    assertTrue(audio.fingerprints().get(0).startsWith("sha-256 0F:A3"));
    assertEquals(offer.fingerprints(), audio.fingerprints());
    assertEquals(List.of("trickle"), audio.iceOptions());
    assertEquals(List.of("trickle"), offer.iceOptions());
    assertEquals("mozilla...THIS_IS_SDPARTA-99.0", offer.origin().username());
    assertEquals(0, offer.origin().sessionVersion());
    assertEquals(new RtpMap(9, "G722", 8000, 1), audio.rtpMap(9));
    assertEquals(Map.of("0-15", ""), audio.fmtp(101));
    assertEquals("{2b0f3e9e-9d68-4f5b-8a43-7de0a6c4f9b1}", audio.msids().get(0).trackId());
    assertEquals(Direction.RECVONLY, audio.extMaps().get(1).direction());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153", "safari"})
  void simulcastIsVideosOwnAffair(String browser) throws SdpFormatException {
    SessionDescription offer = Offers.parse(browser + "-audio-simulcast");
    assertEquals("send q;h;f", offer.media().get(1).attribute("simulcast"));
    assertEquals(3, offer.media().get(1).attributeValues("rid").size());
    assertNull(offer.media().get(0).attribute("rid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153"})
  void aSectionThatWasStoppedKeepsItsPlace(String browser) throws SdpFormatException {
    SessionDescription offer = Offers.parse(browser + "-audio-stopped");
    assertEquals(3, offer.media().size());
    assertTrue(offer.media().get(1).isRejected());
    assertEquals(2, offer.bundle().size());
  }

  @Test
  void firefoxUnderMaxBundleGivesOnePortToAll() throws SdpFormatException {
    SessionDescription offer = Offers.parse("firefox-153-audio-video-data-max-bundle");
    MediaDescription video = offer.media().get(1);
    assertEquals(0, video.port());
    assertTrue(video.bundleOnly());
    assertFalse(video.isRejected());
  }

  @Test
  void safariHidesItsAddressBehindAName() throws SdpFormatException {
    MediaDescription audio = Offers.parse("safari-audio-gathered").media().get(0);
    assertTrue(audio.candidates().get(0).contains(".local 58214 typ host"));
    assertEquals("uB2m+4vQ0/sT6yR8wE1oP3aL", audio.icePwd());
    assertNotNull(audio.rtpMap(103));
  }
}
