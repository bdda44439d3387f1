package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.repair.RtxWriter;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources that change, jump, restart or send again in the middle of a call, in virtual time. */
class SourceChangeTest {
  private static final long SLOT_NANOS = 20_000_000;
  private static final int FRAME = 160;
  private static final PayloadType PCMU = new PayloadType(0);
  private static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of(),
          true,
          List.of("sha-256 00"),
          "c");

  private final RtpSession session =
      new RtpSession(
          RtpConfig.of("a").withClockRates(type -> type == 0 ? 8_000 : 48_000),
          new SplittableRandom(1),
          0);
  private final SourceRouting routing = new SourceRouting();
  private final Heard[] heard = {new Heard(), new Heard()};
  private final InboundAudio[] sections = new InboundAudio[2];
  private final RtpPacket packet = new RtpPacket();
  private final byte[] datagram = new byte[400];
  private HeaderExtensionIds ids = HeaderExtensionIds.NONE;
  private long nowNanos;

  @BeforeEach
  void negotiateTwoSections() throws Exception {
    Negotiation theirs =
        new Negotiation(new Random(1), AudioConfig.defaults().toBuilder().nack(true).build());
    Negotiation ours = new Negotiation(new Random(2));
    for (int i = 0; i < 2; i++) {
      Transceiver speaking = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
      speaking.setSsrcs(100 + i, 200 + i);
      theirs.add(speaking);
    }
    SessionDescription offer = theirs.createOffer(TRANSPORT);
    ours.setRemote(DescriptionType.OFFER, offer.toString());
    ours.setLocal(DescriptionType.ANSWER, ours.createAnswer(TRANSPORT, Setup.ACTIVE));
    for (int i = 0; i < 2; i++) {
      sections[i] =
          new InboundAudio(
              ours.transceivers().get(i), AudioConfig.defaults(), new DevicePaces(() -> {}));
      ours.transceivers().get(i).receiver().addRecorder(heard[i]);
      routing.add(sections[i]);
    }
    NegotiatedAudio settled = ours.transceivers().get(0).negotiated();
    assertNotNull(settled);
    ids = new HeaderExtensionIds(0, settled.midId());
  }

  private RtpSender source(int ssrc, PayloadType type, String mid, long seed) {
    return new RtpSender(
        new Ssrc(ssrc), type, type.equals(PCMU) ? 8_000 : 48_000, ids, mid, new Random(seed));
  }

  private void say(RtpSender source, int packets) throws Exception {
    for (int i = 0; i < packets; i++) {
      nowNanos += SLOT_NANOS;
      receive(write(source));
    }
  }

  private int write(RtpSender source) {
    return source.write(nowNanos, datagram, 0, new byte[FRAME], 0, FRAME, FRAME, false, 0, false);
  }

  private void receive(int length) throws Exception {
    packet.wrap(datagram, 0, length);
    RtpReceiver receiver = session.receiveRtp(nowNanos, packet);
    InboundAudio section = routing.find(packet);
    if (section != null && receiver != null && receiver.lastArrival().isUsable()) {
      section.receive(nowNanos, packet, receiver);
    }
  }

  private double seconds(int section) {
    sections[section].end();
    return heard[section].seconds();
  }

  @Test
  void aSourceThatWasNotSignalledGoesOnInTheSectionThatItNames() throws Exception {
    say(source(100, PCMU, "0", 3), 50);
    say(source(7, PCMU, "0", 4), 50);
    RtpReceiver receiver = sections[0].receiver();
    assertNotNull(receiver);
    assertEquals(7, receiver.ssrc().value());
    assertEquals(100, sections[0].totals().packetsReceived(), "of both");
    assertEquals(2, seconds(0), 0.001, "one after the other, without a gap");
    assertEquals(0, seconds(1));
  }

  @Test
  void aSourceThatNobodyKnowsIsNotHeardWhereTwoMayBeMeant() throws Exception {
    ids = HeaderExtensionIds.NONE;
    say(source(7, PCMU, "0", 3), 5);
    assertNull(routing.find(packet));
  }

  @Test
  void aRestartOrAJumpOfTheSameSourceGoesOnWhereItWas() throws Exception {
    say(source(101, PCMU, "1", 3), 50);
    RtpSender restarted = source(101, PCMU, "1", 999);
    say(restarted, 51);
    // The first packet after a jump is on probation, and lost.
    assertEquals(2, seconds(1), 0.021);
  }

  @Test
  void theFirstSourceIsStillHeardWhenItComesBack() throws Exception {
    RtpSender first = source(100, PCMU, "0", 3);
    say(first, 50);
    say(source(7, PCMU, "0", 4), 50);
    first.skip(50 * FRAME);
    say(first, 50);
    // The first one could be a straggler from before, and is not believed.
    assertEquals(3, seconds(0), 0.021);
  }

  @Test
  void whatIsMissingIsAskedForAndComesInTheSecondSource() throws Exception {
    RtpSender first = source(101, new PayloadType(111), "1", 3);
    RtpSender second = source(201, new PayloadType(112), "1", 4);
    byte[] frame = {(byte) 0xf8, (byte) 0xff, (byte) 0xfe}; // 20 ms of Opus
    byte[] lost = new byte[0];
    for (int i = 0; i < 10; i++) {
      nowNanos += SLOT_NANOS;
      int size = first.write(nowNanos, datagram, 0, frame, 0, 3, 960, false, 0, false);
      if (i == 5) {
        lost = Arrays.copyOf(datagram, size);
      } else {
        receive(size);
      }
    }
    InboundRepair repair = sections[1].repair();
    assertNotNull(repair);
    int missing = new RtpPacket().wrap(lost, 0, lost.length).sequenceNumber();
    assertEquals(List.of(missing), repair.ask(nowNanos, SLOT_NANOS, 1_000_000_000));
    RtpPacket again = new RtxWriter().write(new RtpPacket().wrap(lost, 0, lost.length));
    int number = second.nextSequenceNumber();
    int size =
        second.forward(nowNanos, datagram, 0, again, number, again.timestamp(), 0, false, 0, false);
    receive(size);
    assertEquals(201, repair.rtxSsrc());
    RtpReceiver receiver = sections[1].receiver();
    assertNotNull(receiver);
    assertEquals(101, receiver.ssrc().value(), "the stream is still the first source's");
    assertEquals(10, receiver.packetsReceived());
    assertEquals(1, receiver.retransmittedPacketsReceived());
    RecordedReading reading = sections[1].recorded();
    assertNotNull(reading);
    assertEquals(0.2, seconds(1), 0.001);
    assertEquals(0, reading.reader().ticksLost());
  }

  @Test
  void aRetransmissionBeforeThereIsAnythingToRepairDoesNoHarm() throws Exception {
    say(source(200, new PayloadType(112), "0", 3), 3);
    assertNull(sections[0].receiver());
    assertNull(sections[0].repair());
  }

  @Test
  void whatEndsHasSaidSo() throws Exception {
    session.start(0);
    say(source(100, PCMU, "0", 3), 5);
    RtpSession their = new RtpSession(RtpConfig.of("b"), new SplittableRandom(9), 0);
    their.addSender(new Ssrc(100), PCMU, ids, "0");
    their.start(0);
    var bye = their.bye(nowNanos);
    assertTrue(RtcpCompound.parse(bye).packets().size() >= 3);
    session.receiveRtcp(nowNanos, bye);
    assertTrue(session.receivers().isEmpty());
    say(source(100, PCMU, "0", 4), 1);
    assertSame(sections[0], routing.find(packet), "and may come back");
  }
}
