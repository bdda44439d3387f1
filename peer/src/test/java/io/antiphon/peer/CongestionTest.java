package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.simulation.SpokenSignal;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is agreed on about the control of congestion, and what an encoder makes of it. */
class CongestionTest {
  private static final String CHROME = Vectors.text("sdp/chromium-156-audio-trickle.sdp");
  private static final long SECOND = 1_000_000_000;

  private final AudioConfig config = AudioConfig.defaults();
  private final RtpSession rtp = new RtpSession(RtpConfig.of("a"), new SplittableRandom(1), 0);
  private final PeerCongestion congestion = new PeerCongestion(rtp, config);
  private final OutboundRate rate = new OutboundRate(congestion, config);
  private final SharedSource source =
      new SharedSource(AudioSource.tone(AudioFormat.MONO_48K, 511, -12), config);
  private final CodecParameters opus = new CodecParameters(AudioCodec.OPUS, 111, Map.of());
  private RtpSender sender;
  private long nowNanos = 5 * SECOND;
  private MediaDescription answered;

  @BeforeEach
  void begin() {
    sender = rtp.addSender(new Ssrc(7), new PayloadType(111), CongestionTerms.NONE.ids(1, 2), null);
  }

  private NegotiatedAudio answer(String offer) throws Exception {
    Negotiation negotiation = new Negotiation(new Random(1));
    negotiation.add(Transceiver.sending(AudioSource.tone(AudioFormat.MONO_48K, 511, -12)));
    negotiation.setRemote(DescriptionType.OFFER, offer);
    SessionDescription answer =
        negotiation.createAnswer(NegotiationTest.TRANSPORT, io.antiphon.sdp.Setup.ACTIVE);
    answered = SessionDescription.parse(answer.toString()).media().get(0);
    negotiation.setLocal(DescriptionType.ANSWER, answer);
    NegotiatedAudio settled = negotiation.transceivers().get(0).negotiated();
    assertNotNull(settled);
    return settled;
  }

  @Test
  void agreesWithChromeOnNumbersAndFeedback() throws Exception {
    CongestionTerms terms = answer(CHROME).congestion();
    assertEquals(3, terms.transportSequenceId());
    assertEquals(0, terms.absSendTimeId(), "it says no more than the number");
    assertTrue(terms.feedback());
    assertEquals("transport-cc", answered.rtcpFeedbacks().get(0).type());
    assertEquals("111", answered.rtcpFeedbacks().get(0).payloadType());
  }

  @Test
  void takesTheSendTimeWhereThereIsNoNumber() throws Exception {
    String offer = CHROME.replaceAll("a=extmap:\\d+ [^ ]*transport-wide-cc[^ ]*\r\n", "");
    CongestionTerms terms = answer(offer).congestion();
    assertEquals(0, terms.transportSequenceId());
    assertTrue(terms.absSendTimeId() > 0);
    assertFalse(terms.feedback());
    assertTrue(answered.rtcpFeedbacks().isEmpty());
  }

  @Test
  void takesTheTimeOfCaptureWhereItIsOffered() throws Exception {
    String extension =
        "a=extmap:9 http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time\r\na=rtcp-mux";
    NegotiatedAudio audio = answer(CHROME.replaceFirst("a=rtcp-mux", extension));
    assertEquals(9, audio.congestion().absCaptureTimeId());
    assertEquals(9, audio.congestion().ids(audio.audioLevelId(), audio.midId()).absCaptureTime());
  }

  @Test
  void twoExtensionsOfOneNumberAreOneTooMany() {
    CongestionTerms terms = new CongestionTerms(1, 4, 4, true, Integer.MAX_VALUE);
    assertEquals(0, terms.ids(1, 2).transportSequence());
    assertEquals(4, terms.ids(1, 2).absSendTime());
    assertEquals(0, terms.ids(1, 2).absCaptureTime());
  }

  @Test
  void aBandwidthOfTheSectionLimitsOpus() throws Exception {
    assertEquals(32_000, bitrate(CHROME));
    assertEquals(16_800, bitrate(with("b=AS:40"))); // less 23.2 of headers
    assertEquals(16_000, bitrate(with("b=AS:20")));
    assertEquals(22_000, bitrate(with("b=TIAS:30000")));
    assertEquals(32_000, bitrate(with("b=CT:9")));
    String both =
        with("b=TIAS:30000").replace("minptime=10", "maxaveragebitrate=18000;minptime=10");
    assertEquals(18_000, bitrate(both));
  }

  private static String with(String bandwidth) {
    return CHROME.replaceFirst("(c=IN [^\r]*\r\n)", "$1" + bandwidth + "\r\n");
  }

  private int bitrate(String offer) throws Exception {
    CodecParameters first = answer(offer).codecs().get(0);
    return Encoding.of(first, 1, ContentHint.SPEECH, config).bitrate();
  }

  /** The other side reports a second in which so much was lost. */
  private void report(double fractionLost) {
    byte[] bytes = new byte[200];
    for (int i = 0; i < 100; i++) {
      sender.write(nowNanos, bytes, 0, new byte[80], 0, 80, 960, false, 30, true);
    }
    ReportBlock block = new ReportBlock(sender.ssrc(), (int) (256 * fractionLost), 0, 0, 0, 0, 0);
    RtcpCompound compound =
        new RtcpCompound(List.of(new ReceiverReport(new Ssrc(9), List.of(block))));
    ByteBuffer out = ByteBuffer.allocate(compound.length());
    compound.writeTo(out);
    rtp.receiveRtcp(nowNanos, out.flip());
    congestion.advanceTo(nowNanos);
    nowNanos += SECOND;
  }

  private EncodedSource encoded(AudioConfig by) {
    return source.encoded(Encoding.of(opus, 1, ContentHint.SPEECH, by), null);
  }

  private void report(int times, double fractionLost) {
    for (int i = 0; i < times; i++) {
      report(fractionLost);
    }
  }

  @Test
  void anEncoderOfOnesOwnFollowsTheWay() {
    EncodedSource own = encoded(config);
    assertFalse(rate.adapt(nowNanos, own, sender, 1));
    assertEquals(32_000, own.bitrate());
    assertTrue(rate.hasRoomForCopies());
    report(20, 0.4);
    assertFalse(rate.adapt(nowNanos, own, sender, 1));
    assertEquals(16_000, own.bitrate());
    assertFalse(rate.hasRoomForCopies(), "no copies into a congestion");
    report(80, 0);
    rate.adapt(nowNanos, own, sender, 1);
    assertEquals(32_000, own.bitrate());
    assertTrue(rate.hasRoomForCopies());
  }

  @Test
  void aSharedEncoderKeepsItsRateAndWhoCannotFollowGoesOverToALeanOne() {
    EncodedSource shared = encoded(config);
    assertFalse(rate.adapt(nowNanos, shared, sender, 1));
    assertEquals(shared, encoded(config));
    report(20, 0.4);
    assertFalse(rate.adapt(nowNanos, shared, sender, 1));
    assertEquals(32_000, shared.bitrate());
    nowNanos += SECOND;
    assertTrue(rate.adapt(nowNanos, shared, sender, 1), "after a second of it");
    EncodedSource lean = encoded(rate.config(config));
    assertEquals(16_000, lean.bitrate());
    assertFalse(rate.adapt(nowNanos, lean, sender, 1));
    report(80, 0);
    assertFalse(rate.adapt(nowNanos, lean, sender, 1));
    assertEquals(32_000, lean.bitrate(), "alone, it follows");
    nowNanos += 6 * SECOND;
    assertTrue(rate.adapt(nowNanos, lean, sender, 1));
    assertEquals(shared, encoded(rate.config(config)));
  }

  @Test
  void whoJoinsAnEncoderGetsItsUsualRate() {
    EncodedSource own = encoded(config);
    report(20, 0.4);
    rate.adapt(nowNanos, own, sender, 1);
    assertEquals(16_000, own.bitrate());
    assertEquals(own, encoded(config));
    assertEquals(32_000, own.bitrate());
  }

  @Test
  void whatIsSetAsLeastIsKept() {
    AudioConfig steady = config.toBuilder().opusMinBitrateBps(32_000).build();
    OutboundRate steadily = new OutboundRate(congestion, steady);
    EncodedSource own = encoded(steady);
    report(20, 0.4);
    steadily.adapt(nowNanos, own, sender, 1);
    assertEquals(32_000, own.bitrate());
  }

  /** Bytes of two seconds of speech, encoded at that rate from the first packet on. */
  private long bytesAt(int bitrate) {
    short[] voice = SpokenSignal.pcm(2, 96_000, 48_000);
    AudioSource words = AudioSource.once(WavFile.of(AudioFormat.MONO_48K, voice));
    SharedSource said = new SharedSource(words, config);
    EncodedSource own = said.encoded(Encoding.of(opus, 1, ContentHint.SPEECH, config), null);
    own.setBitrate(bitrate);
    long bytes = 0;
    for (int slot = 0; slot < 100; slot++) {
      own.advanceTo(slot);
      bytes += own.payloadLength(0);
    }
    return bytes;
  }

  @Test
  void lessIsEncodedAtALowerRate() {
    long usual = bytesAt(32_000);
    long less = bytesAt(16_000);
    assertTrue(less < 0.75 * usual, less + " bytes, and " + usual + " at twice the rate");
  }
}
