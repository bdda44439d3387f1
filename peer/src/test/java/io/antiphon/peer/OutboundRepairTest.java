package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again when it is asked for, packet by packet. */
class OutboundRepairTest {
  private static final int OPUS = 111;
  private static final int RTX = 112;
  private static final int RED = 63;
  private static final int EVENTS = 110;
  private static final int FIRST = 9;

  private final List<RtpPacket> sent = new ArrayList<>();
  private final byte[] outgoing = new byte[2_048];
  private final RtpSender sender =
      new RtpSender(
          new Ssrc(7), new PayloadType(OPUS), 48_000, HeaderExtensionIds.NONE, null, new Random(3));
  private final ProtectedWay way =
      new ProtectedWay() {
        @Override
        public byte[] outgoing() {
          return outgoing;
        }

        @Override
        public int protect(int length) {
          return length;
        }

        @Override
        public void sendProtected(int length) {
          try {
            sent.add(new RtpPacket().wrap(outgoing.clone(), 0, length));
          } catch (RtpFormatException e) {
            throw new AssertionError(e);
          }
        }

        @Override
        public void sendRtp(int length) {
          sendProtected(protect(length));
        }
      };
  private OutboundRepair repair;

  @BeforeEach
  void negotiate() throws Exception {
    AudioConfig asking = AudioConfig.defaults().toBuilder().nack(true).build();
    Negotiation theirs = new Negotiation(new Random(1), asking);
    Negotiation ours = new Negotiation(new Random(2));
    Transceiver speaking = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
    speaking.setSsrcs(100, 200);
    theirs.add(speaking);
    SessionDescription offer = theirs.createOffer(NegotiationTest.TRANSPORT);
    ours.setRemote(DescriptionType.OFFER, offer.toString());
    ours.setLocal(
        DescriptionType.ANSWER, ours.createAnswer(NegotiationTest.TRANSPORT, Setup.ACTIVE));
    NegotiatedAudio settled = ours.transceivers().get(0).negotiated();
    assertNotNull(settled);
    assertEquals(new RetransmissionFormat(OPUS, RTX), settled.auxiliary().retransmission());
    RtpSession rtp = new RtpSession(RtpConfig.of("a"), new SplittableRandom(1), 0);
    repair = new OutboundRepair(way, rtp, settled, FIRST);
  }

  /** Sends a packet of this type, and returns its number. */
  private int send(int payloadType) {
    int number = sender.nextSequenceNumber();
    int time = sender.nextTimestamp();
    byte[] payload = {(byte) payloadType, 2, 3, 4};
    repair.send(
        0, sender.writeAt(0, outgoing, new PayloadType(payloadType), time, payload, 4, false));
    sender.skip(960);
    return number;
  }

  private void ask(Integer... numbers) {
    repair.onNack(50_000_000, new GenericNack(new Ssrc(1), new Ssrc(7), List.of(numbers)));
  }

  @Test
  void audioComesAgainWithItsNumberInFront() {
    int lost = send(OPUS);
    ask(lost);
    assertEquals(2, sent.size());
    RtpPacket again = sent.get(1);
    assertEquals(RTX, again.payloadType());
    assertEquals(FIRST, again.ssrc());
    assertEquals(2 + 4, again.payloadLength());
    int at = again.payloadOffset();
    assertEquals(lost, (again.buffer()[at] & 0xFF) << 8 | (again.buffer()[at + 1] & 0xFF));
    assertEquals(OPUS, again.buffer()[at + 2]);
    assertEquals(1, repair.packets());
    assertEquals(4, repair.bytes());
  }

  @Test
  void keysAndRedundantAudioHaveNoFormatToComeAgainIn() {
    int key = send(EVENTS);
    int red = send(RED);
    int audio = send(OPUS);
    ask(key, red, audio);
    assertEquals(3 + 1, sent.size(), "only the audio");
    assertEquals(OPUS, sent.get(3).buffer()[sent.get(3).payloadOffset() + 2]);
    assertEquals(1, repair.packets());
    assertEquals(1, repair.nacks());
  }
}
