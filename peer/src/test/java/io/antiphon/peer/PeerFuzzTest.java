package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.fuzz.Datagrams;
import io.antiphon.fuzz.Fuzz;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.Setup;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Offers and packets that nobody should send, as far in as they get. */
@Tag("fuzz")
class PeerFuzzTest {
  private static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of(),
          true,
          List.of("sha-256 00:11"),
          "us");

  private static Negotiation negotiation() {
    Negotiation negotiation = new Negotiation(new Random(1));
    negotiation.add(Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K)));
    return negotiation;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void offersAndTheirAnswers() {
    List<byte[]> offers =
        Stream.of("chromium-156-audio-gathered", "firefox-153-audio-gathered")
            .map(name -> Vectors.bytes("sdp/" + name + ".sdp"))
            .toList();
    List<byte[]> words =
        Stream.of(
                "a=fmtp:111 maxplaybackrate=1;maxaveragebitrate=-1;ptime=99999999999;cbr=1\r\n",
                "a=rtpmap:9 G722/8000\r\n",
                "a=rtpmap:111 opus/48000/2\r\n",
                "a=ptime:0\r\n",
                "a=maxptime:1\r\n",
                "111",
                " 9",
                " 13",
                "a=setup:actpass\r\n",
                "a=mid:0\r\n")
            .map(PeerFuzzTest::bytes)
            .toList();
    Fuzz.of("offer", NegotiationException.class)
        .seeds(offers)
        .words(words)
        .longest(8_000)
        .text()
        .allocation(2 << 20, 1_000)
        .run(
            input -> {
              Negotiation negotiation = negotiation();
              negotiation.setRemote(
                  DescriptionType.OFFER, new String(input, StandardCharsets.UTF_8));
              negotiation.setLocal(
                  DescriptionType.ANSWER, negotiation.createAnswer(TRANSPORT, Setup.ACTIVE));
              for (Transceiver transceiver : negotiation.transceivers()) {
                NegotiatedAudio settled = transceiver.negotiated();
                if (settled != null && !settled.codecs().isEmpty()) {
                  AudioConfig sending = settled.sending(AudioConfig.defaults());
                  Encoding.of(settled.codecs().get(0), 2, ContentHint.SPEECH, sending);
                }
              }
            });
  }

  @Test
  void packetsAllTheWayToTheListeners() throws Exception {
    Negotiation negotiation = negotiation();
    negotiation.setRemote(
        DescriptionType.OFFER, Vectors.text("sdp/chromium-156-audio-gathered.sdp"));
    negotiation.setLocal(DescriptionType.ANSWER, negotiation.createAnswer(TRANSPORT, Setup.ACTIVE));
    Transceiver transceiver = negotiation.transceivers().get(0);
    assertNotNull(transceiver.negotiated());
    transceiver.receiver().addSink(frame -> {});
    transceiver.receiver().addRecorder(frame -> {});
    RtpConfig config = RtpConfig.of("us").withClockRates(type -> type == 111 ? 48_000 : 8_000);
    List<byte[]> packets =
        Stream.of("rtp/opus-three-packets", "rtp/rfc2198-3-redundant-opus", "fuzz/rtp")
            .flatMap(name -> Vectors.hex(name).packets())
            .map(ByteBuffer::array)
            .toList();
    List<byte[]> words =
        List.of(new byte[] {(byte) 0x80, 9}, new byte[] {(byte) 0x80, 13}, new byte[] {0, 0, 0, 7});
    Fuzz.of("received-packets", RtpFormatException.class)
        .seeds(List.of(Datagrams.joined(packets)))
        .words(words)
        .allocation(32 << 20, 0) // a reading that begins anew has buffers of a second
        .run(
            input -> {
              InboundAudio inbound =
                  new InboundAudio(transceiver, AudioConfig.defaults(), new DevicePaces(() -> {}));
              RtpSession session = new RtpSession(config, new SplittableRandom(1), 0);
              session.start(0);
              long nowNanos = 0;
              for (byte[] datagram : Datagrams.of(input, 12)) {
                nowNanos += 20_000_000;
                hear(nowNanos, datagram, session, inbound);
              }
            });
  }

  private static void hear(
      long nowNanos, byte[] datagram, RtpSession session, InboundAudio inbound) {
    try {
      RtpPacket packet = new RtpPacket();
      packet.wrap(datagram, 0, datagram.length);
      RtpReceiver receiver = session.receiveRtp(nowNanos, packet);
      if (receiver != null && receiver.lastArrival().isUsable()) {
        inbound.receive(nowNanos, packet, receiver);
      }
    } catch (RtpFormatException e) {
      // Nothing came.
    }
    while (session.pollEvent() != null) {}
    inbound.play(nowNanos, 1);
  }
}
