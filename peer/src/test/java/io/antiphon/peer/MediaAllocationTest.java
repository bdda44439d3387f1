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

  /** One of the things that are done with each packet, and what it has left behind. */
  private static final class Stage {
    private long bytes;
    private long least = Long.MAX_VALUE;

    private void endOfRound() {
      least = Math.min(least, bytes);
      bytes = 0;
    }

    double bytesPerPacket() {
      return (double) least / PACKETS;
    }
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Stage encode = new Stage();
  private final Stage write = new Stage();
  private final Stage protect = new Stage();
  private final Stage reveal = new Stage();
  private final Stage receive = new Stage();
  private final Stage play = new Stage();

  /** The decoder alone, as whoever records has it. */
  private final Stage decode = new Stage();

  private final AudioConfig config = AudioConfig.defaults();
  private final Transceiver transceiver =
      Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
  private final RtpPacket packet = new RtpPacket();
  private final byte[] datagram = new byte[1_600];
  private final short[] pcm = new short[5_760];
  private long counted;
  private long slot;
  private long heard;
  private long recorded;

  private void count(Stage stage) {
    long now = threads.getCurrentThreadAllocatedBytes();
    stage.bytes += now - counted;
    counted = now;
  }

  private CodecParameters negotiate(String formats) throws Exception {
    Negotiation negotiation = new Negotiation(new Random(1));
    negotiation.add(transceiver);
    String chrome = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    negotiation.setRemote(
        DescriptionType.OFFER, chrome.replaceAll("(m=audio \\S+ \\S+) [^\r\n]*", "$1 " + formats));
    negotiation.setLocal(
        DescriptionType.ANSWER, negotiation.createAnswer(FallbackCallTest.TRANSPORT, Setup.ACTIVE));
    return Objects.requireNonNull(transceiver.negotiated()).codecs().get(0);
  }

  private static SrtpSession keyed(DtlsRole role) {
    SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    byte[] keys = new byte[profile.keyingMaterialLength()];
    new Random(1).nextBytes(keys);
    return SrtpSession.of(profile, role, keys);
  }

  /** The least that a hundred packets leave in each stage: the JVM itself allocates at first. */
  private void call(String formats, int rounds) throws Exception {
    CodecParameters codec = negotiate(formats);
    transceiver.receiver().addSink(frame -> heard += frame.samplesPerChannel());
    transceiver.receiver().addRecorder(frame -> recorded += frame.samplesPerChannel());
    InboundAudio inbound = new InboundAudio(transceiver, config, new DevicePaces(() -> {}));
    EncodedSource encoded =
        new SharedSource(AudioSource.tone(AudioFormat.MONO_48K, 511, -12), config)
            .encoded(Encoding.of(codec, 1, ContentHint.SPEECH, config), null);
    int rate = codec.codec().clockRateHz();
    PayloadType format = new PayloadType(codec.payloadType());
    HeaderExtensionIds none = HeaderExtensionIds.NONE;
    RtpSender sender = new RtpSender(new Ssrc(7), format, rate, none, null, new Random(1));
    RtpReceiver receiver = new RtpReceiver(new Ssrc(7), rate);
    AudioDecoder decoder = codec.codec().newDecoder(1);
    SrtpSession theirs = keyed(DtlsRole.CLIENT);
    SrtpSession ours = keyed(DtlsRole.SERVER);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < PACKETS; i++) {
        int length = send(encoded, sender, theirs);
        length = ours.unprotect(datagram, 0, length);
        count(reveal);
        hear(inbound, receiver, length);
        decoder.decode(encoded.payload(0), 0, encoded.payloadLength(0), pcm, 0);
        count(decode);
      }
      stages().forEach(Stage::endOfRound);
    }
    assertTrue(heard > 0 && recorded > 0, heard + " samples heard, " + recorded + " recorded");
  }

  private int send(EncodedSource encoded, RtpSender sender, SrtpSession keys) {
    slot++;
    counted = threads.getCurrentThreadAllocatedBytes();
    encoded.advanceTo(slot);
    count(encode);
    byte[] payload = encoded.payload(0);
    int ticks = sender.clockRateHz() / 50;
    int level = encoded.levelDbov();
    int size = encoded.payloadLength(0);
    int length =
        sender.write(slot * SLOT_NANOS, datagram, 0, payload, 0, size, ticks, false, level, true);
    count(write);
    length = keys.protect(datagram, 0, length);
    count(protect);
    return length;
  }

  private void hear(InboundAudio inbound, RtpReceiver receiver, int length) throws Exception {
    long now = slot * SLOT_NANOS;
    packet.wrap(datagram, 0, length);
    receiver.receive(now, packet);
    inbound.receive(now, packet, receiver);
    count(receive);
    inbound.play(now, 1);
    count(play);
  }

  private List<Stage> stages() {
    return List.of(encode, write, protect, reveal, receive, play, decode);
  }

  /** Nothing but what is made below jitsi-srtp. */
  private void assertCiphersAreCheap() {
    assertTrue(protect.bytesPerPacket() < 1_000, protect.bytesPerPacket() + " bytes to protect");
    assertTrue(reveal.bytesPerPacket() < 1_000, reveal.bytesPerPacket() + " bytes to reveal");
  }

  @Test
  void aCallInG711LeavesNothingBehind() throws Exception {
    call("0", 30);
    assertEquals(0, encode.bytesPerPacket(), "encoded");
    assertEquals(0, write.bytesPerPacket(), "written");
    assertEquals(0, receive.bytesPerPacket(), "received and recorded");
    assertEquals(0, play.bytesPerPacket(), "played");
    assertCiphersAreCheap();
  }

  @Test
  void aCallInOpusLeavesWhatConcentusDoes() throws Exception {
    call("111", 10);
    double alone = decode.bytesPerPacket();
    System.out.println(encode.bytesPerPacket() + " bytes to encode, " + alone + " to decode");
    assertEquals(0, write.bytesPerPacket(), "written");
    // One decodes for the recorder, and one for who listens, in stereo.
    assertEquals(alone, receive.bytesPerPacket(), 0.02 * alone, "received and recorded");
    assertEquals(alone, play.bytesPerPacket(), 0.1 * alone, "played");
    assertCiphersAreCheap();
  }
}
