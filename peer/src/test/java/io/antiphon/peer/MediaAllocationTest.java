package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.SrtpProfile;
import io.antiphon.dtlssrtp.SrtpSession;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.Setup;
import io.antiphon.testvectors.Vectors;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a packet costs in garbage on its way from a source to who listens and who records: nothing,
 * but for what Concentus and the JDK's ciphers make.
 */
class MediaAllocationTest {
  private static final long SLOT_NANOS = 20_000_000;
  private static final int PACKETS = 100;
  private static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of(),
          true,
          List.of("sha-256 00:11"),
          "us");

  /** What is done with each packet, one after the other. */
  private enum Stage {
    ENCODE,
    WRITE,
    PROTECT,
    REVEAL,
    RECEIVE,
    PLAY,
    /** The decoder alone, as whoever records has it. */
    DECODE
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long[] bytes = new long[Stage.values().length];
  private final long[] least = new long[Stage.values().length];
  private long counted;
  private long heard;
  private long recorded;

  private void count(Stage stage) {
    long now = threads.getCurrentThreadAllocatedBytes();
    bytes[stage.ordinal()] += now - counted;
    counted = now;
  }

  /**
   * The least that a hundred packets have cost in each stage: the JVM itself allocates at first.
   */
  private void call(String formats, int rounds) throws Exception {
    Transceiver transceiver = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
    Negotiation negotiation = new Negotiation(new Random(1));
    negotiation.add(transceiver);
    String chrome = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    negotiation.setRemote(
        DescriptionType.OFFER, chrome.replaceAll("(m=audio \\S+ \\S+) [^\r\n]*", "$1 " + formats));
    negotiation.setLocal(DescriptionType.ANSWER, negotiation.createAnswer(TRANSPORT, Setup.ACTIVE));
    CodecParameters codec = Objects.requireNonNull(transceiver.negotiated()).codecs().get(0);
    transceiver.receiver().addSink(frame -> heard += frame.samplesPerChannel());
    transceiver.receiver().addRecorder(frame -> recorded += frame.samplesPerChannel());
    InboundAudio inbound =
        new InboundAudio(transceiver, AudioConfig.defaults(), new DevicePaces(() -> {}));
    AudioConfig config = AudioConfig.defaults();
    EncodedSource encoded =
        new SharedSource(AudioSource.tone(AudioFormat.MONO_48K, 511, -12), config)
            .encoded(Encoding.of(codec, 1, ContentHint.SPEECH, config), null);
    int rate = codec.codec().clockRateHz();
    RtpSender sender =
        new RtpSender(
            new Ssrc(7),
            new PayloadType(codec.payloadType()),
            rate,
            HeaderExtensionIds.NONE,
            null,
            new Random(1));
    RtpReceiver receiver = new RtpReceiver(new Ssrc(7), rate);
    byte[] keys = new byte[60];
    new Random(1).nextBytes(keys);
    SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    SrtpSession theirs = SrtpSession.of(profile, DtlsRole.CLIENT, keys);
    SrtpSession ours = SrtpSession.of(profile, DtlsRole.SERVER, keys);
    AudioDecoder decoder = codec.codec().newDecoder(1);
    short[] pcm = new short[5_760];
    RtpPacket packet = new RtpPacket();
    byte[] datagram = new byte[1_600];
    Arrays.fill(least, Long.MAX_VALUE);
    long slot = 0;
    for (int round = 0; round < rounds; round++) {
      Arrays.fill(bytes, 0);
      for (int i = 0; i < PACKETS; i++) {
        slot++;
        long now = slot * SLOT_NANOS;
        counted = threads.getCurrentThreadAllocatedBytes();
        encoded.advanceTo(slot);
        count(Stage.ENCODE);
        int length =
            sender.write(
                now,
                datagram,
                0,
                encoded.payload(0),
                0,
                encoded.payloadLength(0),
                rate / 50,
                false,
                encoded.levelDbov(),
                true);
        count(Stage.WRITE);
        length = theirs.protect(datagram, 0, length);
        count(Stage.PROTECT);
        length = ours.unprotect(datagram, 0, length);
        count(Stage.REVEAL);
        packet.wrap(datagram, 0, length);
        receiver.receive(now, packet);
        inbound.receive(now, packet, receiver);
        count(Stage.RECEIVE);
        inbound.play(now, 1);
        count(Stage.PLAY);
        decoder.decode(encoded.payload(0), 0, encoded.payloadLength(0), pcm, 0);
        count(Stage.DECODE);
      }
      for (Stage stage : Stage.values()) {
        least[stage.ordinal()] = Math.min(least[stage.ordinal()], bytes[stage.ordinal()]);
      }
    }
    for (Stage stage : Stage.values()) {
      System.out.println(formats + ": " + stage + " " + of(stage) + " bytes per packet");
    }
    assertTrue(heard > 0 && recorded > 0, heard + " samples heard, " + recorded + " recorded");
  }

  private double of(Stage stage) {
    return (double) least[stage.ordinal()] / PACKETS;
  }

  private void assertNothingButTheCiphers(Stage... ours) {
    for (Stage stage : ours) {
      assertEquals(0, of(stage), stage.toString());
    }
    assertTrue(of(Stage.PROTECT) < 1_000, of(Stage.PROTECT) + " bytes to protect a packet");
    assertTrue(of(Stage.REVEAL) < 1_000, of(Stage.REVEAL) + " bytes to reveal a packet");
  }

  @Test
  void aCallInG711LeavesNothingBehind() throws Exception {
    call("0", 30);
    assertNothingButTheCiphers(Stage.ENCODE, Stage.WRITE, Stage.RECEIVE, Stage.PLAY);
  }

  @Test
  void aCallInOpusLeavesWhatConcentusDoes() throws Exception {
    call("111", 10);
    assertNothingButTheCiphers(Stage.WRITE);
    // One decodes for the recorder, one for who listens, who asks for stereo.
    double alone = of(Stage.DECODE);
    assertEquals(alone, of(Stage.RECEIVE), 0.02 * alone, "bytes for the recorder");
    assertEquals(alone, of(Stage.PLAY), 0.1 * alone, "bytes for who listens");
  }
}
