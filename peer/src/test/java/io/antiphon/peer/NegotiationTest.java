package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import io.antiphon.testvectors.Vectors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
  static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of("candidate:1 1 udp 2130706431 127.0.0.1 4000 typ host"),
          true,
          List.of("sha-256 00:11"),
          "cname");

  private final Negotiation negotiation = new Negotiation(new Random(1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chrome-audio-gathered",
        "chrome-audio-trickle",
        "chrome-audio-video-data",
        "firefox-audio-trickle",
        "safari-audio-gathered",
        "chromium-156-audio-trickle",
        "chromium-156-audio-gathered",
        "chromium-156-audio-video-data",
        "firefox-153-audio-trickle",
        "firefox-153-audio-gathered",
        "firefox-153-audio-video-data"
      })
  void answersEveryBrowser(String name) throws Exception {
    negotiation.add(speaking());
    SessionDescription answer = answer(Vectors.text("sdp/" + name + ".sdp"));
    MediaDescription audio = answer.media().get(0);
    assertEquals("audio", audio.kind());
    assertEquals(Direction.SENDRECV, audio.direction());
    assertEquals(Setup.ACTIVE, audio.setup());
    assertTrue(audio.rtcpMux());
    assertEquals("opus", audio.rtpMaps().get(0).encoding());
    assertEquals(SignalingState.STABLE, negotiation.state());
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(AudioCodec.OPUS, settled.codecs().get(0).codec());
    assertTrue(settled.audioLevelId() > 0, "audio level is agreed on");
    assertTrue(answer.toString().endsWith("\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156-audio-recvonly", "firefox-153-audio-recvonly"})
  void whoOnlyListensIsSpokenTo(String name) throws Exception {
    negotiation.add(speaking());
    SessionDescription answer = answer(Vectors.text("sdp/" + name + ".sdp"));
    assertEquals(Direction.SENDONLY, answer.media().get(0).direction());
  }

  @Test
  void turnsVideoAndDataDownWithPortZeroAndKeepsThemOutOfTheBundle() throws Exception {
    SessionDescription answer = answer(Vectors.text("sdp/chrome-audio-video-data.sdp"));
    assertEquals(3, answer.media().size());
    assertEquals(List.of(String.valueOf(answer.media().get(0).mid())), answer.bundle());
    assertTrue(answer.media().get(1).isRejected());
    assertTrue(answer.media().get(2).isRejected());
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv, sendrecv, sendrecv",
    "sendonly, sendrecv, recvonly",
    "recvonly, sendrecv, sendonly",
    "inactive, sendrecv, inactive",
    "sendrecv, recvonly, recvonly",
    "recvonly, recvonly, inactive",
  })
  void theDirectionIsWhatBothWant(String offered, String ours, String answered) throws Exception {
    negotiation.add(Transceiver.of(Direction.valueOf(ours.toUpperCase(java.util.Locale.ROOT))));
    SessionDescription answer = answer(chrome().replace("a=sendrecv", "a=" + offered));
    assertEquals(answered, answer.media().get(0).direction().toString());
  }

  @ParameterizedTest
  @CsvSource({"actpass, active", "active, passive", "passive, active"})
  void theDtlsRoleIsTheOtherOne(String offered, String answered) throws Exception {
    SessionDescription answer = answer(chrome().replace("a=setup:actpass", "a=setup:" + offered));
    assertEquals(answered, String.valueOf(answer.media().get(0).setup()));
  }

  @Test
  void stereoIsAskedForWhereTheOtherSideSendsIt() throws Exception {
    assertFalse(answer(chrome()).toString().contains("stereo=1"));
    String stereo = chrome().replace("useinbandfec=1", "useinbandfec=1;sprop-stereo=1");
    assertTrue(new NegotiationTest().answer(stereo).toString().contains("stereo=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "a=fingerprint, has no fingerprint",
    "a=ice-ufrag, has no ICE credentials",
    "a=ice-pwd, has no ICE credentials",
    "a=rtcp-mux, has no a=rtcp-mux",
    "m=audio, is not SDP",
  })
  void anOfferThatLacksWhatWeNeedIsRefusedWithTheReason(String line, String reason) {
    String without = chrome().replaceAll("(?m)^" + line + "[^\r\n]*\r?\n", "");
    var e =
        assertThrows(
            NegotiationException.class,
            () -> negotiation.setRemote(DescriptionType.OFFER, without));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(reason) || message.contains("no audio section"), message);
    assertEquals(SignalingState.STABLE, negotiation.state(), "nothing has changed");
    assertTrue(negotiation.transceivers().isEmpty());
  }

  @Test
  void aSectionWithoutAMidGetsOneThatNoOtherHas() throws Exception {
    String chrome = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    String section = chrome.substring(chrome.indexOf("m=audio"));
    String without = chrome.replace("a=mid:0\r\n", "").replaceAll("a=group:[^\r\n]*\r\n", "");
    SessionDescription answer = answer(without + section);
    assertEquals("m0", answer.media().get(0).mid());
    assertTrue(answer.media().size() == 2);
  }

  @Test
  void redundancyIsAgreedOnAsChromeWritesIt() throws Exception {
    SessionDescription answer = answer(Vectors.text("sdp/chromium-156-audio-gathered.sdp"));
    assertTrue(answer.toString().contains("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"));
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(63, settled.auxiliary().red());
    assertEquals(111, settled.auxiliary().redOf());
    assertTrue(settled.comfortNoise());
    assertEquals(111, settled.codecs().get(0).payloadType(), "Opus alone stays the first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"111/0", "0/111", "111", "x", "111/111/", ""})
  void redundancyOfAnythingButOneOpusIsNotTakenUp(String parameters) throws Exception {
    String offer = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    answer(offer.replace("a=fmtp:63 111/111", "a=fmtp:63 " + parameters));
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(parameters.equals("111") ? 63 : -1, settled.auxiliary().red());
  }

  @Test
  void keysAreAgreedOnAsChromeWritesThem() throws Exception {
    negotiation.add(speaking());
    String answer = answer(Vectors.text("sdp/chromium-156-audio-gathered.sdp")).toString();
    assertTrue(
        answer.contains("a=rtpmap:110 telephone-event/48000\r\na=fmtp:110 0-15\r\n"), answer);
    assertTrue(answer.contains("a=rtpmap:126 telephone-event/8000\r\n"), answer);
    Transceiver section = negotiation.transceivers().get(0);
    assertTrue(section.dtmf().canInsertDtmf());
    NegotiatedAudio settled = section.negotiated();
    assertNotNull(settled);
    assertEquals(110, settled.auxiliary().events().beside(48_000));
    assertEquals(126, settled.auxiliary().events().beside(8_000));
    assertEquals(-1, settled.auxiliary().events().beside(16_000));
  }

  @Test
  void keysOfAClockThatNoCodecHasAreNotTakenUp() throws Exception {
    String offer = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    String onlyOpus = offer.replaceAll("(m=audio \\S+ \\S+) .*", "$1 111 126 110");
    String answer = answer(onlyOpus).toString();
    assertTrue(answer.contains("telephone-event/48000"), answer);
    assertFalse(answer.contains("telephone-event/8000"), answer);
    assertFalse(negotiation.transceivers().get(0).dtmf().canInsertDtmf(), "it only listens");
  }

  @Test
  void lostPacketsAreAskedForOnlyWhereSomebodyOffersThat() throws Exception {
    negotiation.add(speaking());
    String usual = negotiation.createOffer(TRANSPORT).toString();
    assertFalse(usual.contains("nack") || usual.contains("rtx"), usual);
    Negotiation asking =
        new Negotiation(new Random(2), AudioConfig.defaults().toBuilder().nack(true).build());
    asking.add(speaking());
    SessionDescription offer = asking.createOffer(TRANSPORT);
    asking.setLocal(DescriptionType.OFFER, offer);
    assertTrue(offer.toString().contains("a=ssrc-group:FID 4660 17185\r\n"), offer.toString());
    SessionDescription answer = answer(offer.toString());
    assertTrue(answer.toString().contains("a=rtcp-fb:111 nack\r\n"), answer.toString());
    assertTrue(answer.toString().contains("a=rtpmap:112 rtx/48000/2\r\na=fmtp:112 apt=111\r\n"));
    asking.setRemote(DescriptionType.ANSWER, answer.toString());
    for (Negotiation each : List.of(negotiation, asking)) {
      NegotiatedAudio settled = each.transceivers().get(0).negotiated();
      assertNotNull(settled);
      assertEquals(new RetransmissionFormat(111, 112), settled.auxiliary().retransmission());
      assertTrue(settled.remoteSsrcs().contains(0x4321L), "the second source is known");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a=fmtp:112 apt=111, a=fmtp:112 apt=0, 111, -1",
    "a=fmtp:112 apt=111, a=x, 111, -1",
    "a=rtcp-fb:111 nack, a=rtcp-fb:111 nack pli, -1, -1",
    "a=rtcp-fb:111 nack, a=rtcp-fb:0 nack, -1, -1",
    "a=rtcp-fb:111 nack, a=rtcp-fb:* nack, 111, 112",
  })
  void onlyOpusComesAgain(String line, String other, int again, int rtx) throws Exception {
    Negotiation asking =
        new Negotiation(new Random(2), AudioConfig.defaults().toBuilder().nack(true).build());
    asking.add(speaking());
    String offer = asking.createOffer(TRANSPORT).toString();
    assertTrue(offer.contains(line), offer);
    answer(offer.replace(line, other));
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(new RetransmissionFormat(again, rtx), settled.auxiliary().retransmission());
  }

  @ParameterizedTest
  @CsvSource({
    "a=rtcp-xr:rcvr-rtt=all, true",
    "a=rtcp-xr:stat-summary=loss rcvr-rtt=all, true",
    "a=rtcp-xr:rcvr-rtt=sender, false",
    "a=x, false",
  })
  void whoOffersTheRoundTripForReceiversGetsIt(String line, boolean agreed) throws Exception {
    String offer = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    String without = offer.replaceAll("a=rtcp-xr[^\r\n]*\r?\n", "");
    String answer = answer(without.replace("a=rtcp-rsize", line + "\r\na=rtcp-rsize")).toString();
    assertEquals(agreed, answer.contains("a=rtcp-xr:rcvr-rtt=all\r\n"), answer);
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(new RtcpOptions(true, agreed), settled.rtcp());
  }

  @Test
  void anOfferWithoutACodecOfOursIsRefused() {
    String video =
        chrome()
            .replaceFirst(
                "m=audio (\\d+) UDP/TLS/RTP/SAVPF [^\r\n]*", "m=audio $1 UDP/TLS/RTP/SAVPF 63");
    var e =
        assertThrows(
            NegotiationException.class, () -> negotiation.setRemote(DescriptionType.OFFER, video));
    assertTrue(String.valueOf(e.getMessage()).contains("no codec that we speak"), e.getMessage());
  }

  @Test
  void anOfferAndItsAnswerSettleBothSides() throws Exception {
    negotiation.add(speaking());
    SessionDescription offer = negotiation.createOffer(TRANSPORT);
    negotiation.setLocal(DescriptionType.OFFER, offer);
    Negotiation other = new Negotiation(new Random(2));
    other.add(speaking());
    other.setRemote(DescriptionType.OFFER, offer.toString());
    SessionDescription answer = other.createAnswer(TRANSPORT, Setup.ACTIVE);
    other.setLocal(DescriptionType.ANSWER, answer);
    negotiation.setRemote(DescriptionType.ANSWER, answer.toString());
    assertEquals(SignalingState.STABLE, negotiation.state());
    NegotiatedAudio here = negotiation.transceivers().get(0).negotiated();
    NegotiatedAudio there = other.transceivers().get(0).negotiated();
    assertNotNull(here);
    assertNotNull(there);
    assertEquals(Direction.SENDRECV, here.direction());
    assertEquals(111, here.codecs().get(0).payloadType());
    assertEquals(here.audioLevelId(), there.audioLevelId());
    assertEquals(here.midId(), there.midId());
  }

  @Test
  void aRefusedAnswerLeavesOurOfferInForce() throws Exception {
    negotiation.add(speaking());
    SessionDescription offer = negotiation.createOffer(TRANSPORT);
    negotiation.setLocal(DescriptionType.OFFER, offer);
    assertThrows(
        NegotiationException.class,
        () -> negotiation.setRemote(DescriptionType.ANSWER, offer.toString()),
        "an answer must choose its DTLS role");
    assertEquals(SignalingState.HAVE_LOCAL_OFFER, negotiation.state());
    assertNull(negotiation.transceivers().get(0).negotiated());
  }

  @Test
  void aNewOfferOfTheSameCallKeepsItsTransceiver() throws Exception {
    answer(chrome());
    answer(chrome().replace("a=ice-ufrag:t9Zf", "a=ice-ufrag:new1"));
    assertEquals(1, negotiation.transceivers().size());
    RemoteTransport transport = negotiation.remoteTransport();
    assertNotNull(transport);
    assertEquals("new1", transport.ufrag());
  }

  @Test
  void anotherCertificateWithinACallIsRefused() throws Exception {
    answer(chrome());
    String other = chrome().replace("sha-256 6B", "sha-256 7B");
    assertThrows(
        NegotiationException.class, () -> negotiation.setRemote(DescriptionType.OFFER, other));
  }

  private SessionDescription answer(String offer) throws NegotiationException, SdpFormatException {
    negotiation.setRemote(DescriptionType.OFFER, offer);
    SessionDescription answer = negotiation.createAnswer(TRANSPORT, Setup.ACTIVE);
    negotiation.setLocal(DescriptionType.ANSWER, answer);
    return SessionDescription.parse(answer.toString());
  }

  private static Transceiver speaking() {
    Transceiver transceiver = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
    transceiver.setSsrcs(0x1234, 0x4321);
    return transceiver;
  }

  private static String chrome() {
    return Vectors.text("sdp/chrome-audio-gathered.sdp");
  }
}
