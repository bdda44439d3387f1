package io.antiphon.rtp.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Packets asked for again and sent again, through a network that loses both, in virtual time. */
class RetransmissionTest {
  private static final long MILLI = 1_000_000;
  private final MissingPackets missing = new MissingPackets(500 * MILLI);

  @Test
  void asksOnceForWhatANewerPacketShowsToBeMissing() {
    missing.onPacket(0, 65_534);
    missing.onPacket(20 * MILLI, 1);
    assertEquals(0, missing.advanceTo(21 * MILLI, 50 * MILLI), "it may only be overtaken");
    assertEquals(2, missing.advanceTo(40 * MILLI, 50 * MILLI));
    assertEquals(65_535, missing.due(0));
    assertEquals(0, missing.due(1));
    assertEquals(0, missing.advanceTo(100 * MILLI, 50 * MILLI), "the answer is on its way");
    assertTrue(missing.onPacket(101 * MILLI, 0));
    assertEquals(1, missing.advanceTo(120 * MILLI, 50 * MILLI), "the other has to be repeated");
    assertEquals(1, missing.recovered());
  }

  @Test
  void whatWasOnlyOvertakenIsNotAskedFor() {
    missing.onPacket(0, 1);
    missing.onPacket(20 * MILLI, 3);
    assertFalse(missing.onPacket(22 * MILLI, 2));
    assertEquals(0, missing.advanceTo(60 * MILLI, 0));
  }

  @Test
  void givesUpWhenItWouldComeTooLate() {
    missing.onPacket(0, 1);
    missing.onPacket(0, 3);
    assertEquals(0, missing.advanceTo(460 * MILLI, 50 * MILLI));
    assertEquals(0, missing.advanceTo(20 * MILLI, 600 * MILLI), "a long way");
  }

  @Test
  void aRestartIsNotAskedFor() {
    missing.onPacket(0, 1);
    missing.onPacket(0, 20_000);
    assertEquals(0, missing.advanceTo(100 * MILLI, 0));
  }

  @Test
  void aPacketIsNotSentTwiceForTwoRequestsAtOnce() {
    SentPackets sent = new SentPackets();
    byte[] packet = new byte[300];
    packet[3] = 7;
    sent.remember(0, packet, 0, 300);
    byte[] into = new byte[400];
    assertEquals(300, sent.take(50 * MILLI, 7, into));
    assertEquals(0, sent.take(51 * MILLI, 7, into));
    assertEquals(0, sent.take(51 * MILLI, 8, into));
    assertEquals(0, sent.take(51 * MILLI, 7 + 64, into), "another of that place");
  }

  @Test
  void whatComesSoonerThanAnAnswerCanWasOnlyOvertaken() {
    missing.onPacket(0, 1);
    missing.onPacket(20 * MILLI, 3);
    assertEquals(1, missing.advanceTo(40 * MILLI, 100 * MILLI));
    assertFalse(missing.onPacket(45 * MILLI, 2));
    assertEquals(0, missing.recovered());
  }

  @Test
  void anImpatientListenerAsksForNothing() {
    missing.setPatienceNanos(40 * MILLI);
    missing.onPacket(0, 1);
    missing.onPacket(20 * MILLI, 3);
    assertEquals(0, missing.advanceTo(30 * MILLI, 50 * MILLI), "the answer would be too late");
    assertEquals(1, missing.advanceTo(30 * MILLI, 20 * MILLI), "on a shorter way it would not");
  }

  /** How lost packets come again. */
  private enum Again {
    NEVER,
    AS_THEY_WERE,
    IN_A_STREAM_OF_THEIR_OWN
  }

  @Test
  void aRecordingOfALossyCallIsNearlyWhole() throws Exception {
    assertTrue(lost(Again.NEVER) > 150);
    long lost = lost(Again.AS_THEY_WERE);
    assertTrue(lost < 4, lost + " lost");
  }

  @Test
  void soIsOneWhosePacketsComeInAStreamOfTheirOwn() throws Exception {
    long lost = lost(Again.IN_A_STREAM_OF_THEIR_OWN);
    assertTrue(lost < 4, lost + " lost");
  }

  /** Puts a packet into a stream of its own, in place; its new length, 0 for no packet. */
  private static int again(RtpSender stream, byte[] datagram, int length) throws Exception {
    if (length == 0) {
      return 0;
    }
    RtpPacket lost = new RtxWriter().write(new RtpPacket().wrap(datagram, 0, length));
    int number = stream.nextSequenceNumber();
    return stream.forward(0, datagram, 0, lost, number, lost.timestamp(), 0, false, 0, false);
  }

  /** How many of 2,000 packets are missing from the file, with a tenth lost each way. */
  private static long lost(Again again) throws Exception {
    RtpSender own =
        new RtpSender(
            new Ssrc(8),
            new PayloadType(112),
            48_000,
            new HeaderExtensionIds(0, 0),
            null,
            new SplittableRandom(4));
    RtxReader rtx = new RtxReader();
    var conditions = NetworkConditions.CLEAN.withDelay(Duration.ofMillis(40)).withLoss(0.1, 1.2);
    SimulatedNetwork there = new SimulatedNetwork(1, conditions);
    SimulatedNetwork back = new SimulatedNetwork(2, conditions);
    RtpSender sender =
        new RtpSender(
            new Ssrc(7),
            new PayloadType(111),
            48_000,
            new HeaderExtensionIds(0, 0),
            null,
            new SplittableRandom(3));
    SentPackets sent = new SentPackets();
    MissingPackets missing = new MissingPackets(900 * MILLI);
    PatientReader reader = new PatientReader(48_000);
    RtpPacket packet = new RtpPacket();
    byte[] datagram = new byte[400];
    for (int slot = 0; slot < 2_000; slot++) {
      long now = slot * (20 * MILLI);
      int size = sender.write(now, datagram, 0, new byte[80], 0, 80, 960, false, 30, true);
      sent.remember(now, datagram, 0, size);
      there.send(now, datagram, 0, size);
      for (byte[] asked = back.poll(now);
          asked != null && again != Again.NEVER;
          asked = back.poll(now)) {
        var nack = (GenericNack) RtcpCompound.parse(ByteBuffer.wrap(asked)).packets().get(0);
        for (int number : nack.lost()) {
          int length = sent.take(now, number, datagram);
          if (again == Again.IN_A_STREAM_OF_THEIR_OWN) {
            length = again(own, datagram, length);
          }
          there.send(now, datagram, 0, length);
        }
      }
      for (byte[] bytes = there.poll(now); bytes != null; bytes = there.poll(now)) {
        if (bytes.length > 0) {
          packet.wrap(bytes, 0, bytes.length);
          boolean restored = packet.payloadType() == 112;
          RtpPacket said = restored ? rtx.restore(packet, 7, 111) : packet;
          missing.onPacket(now, said.sequenceNumber());
          reader.insert(now, said, 960);
        }
      }
      ask(now, missing, back);
      for (PlayoutDecision next = reader.poll(now); next != null; next = reader.poll(now)) {
        assertTrue(next.ticks() > 0);
      }
    }
    return reader.ticksLost() / 960;
  }

  private static void ask(long now, MissingPackets missing, SimulatedNetwork back) {
    int count = missing.advanceTo(now, 90 * MILLI);
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(missing.due(i));
    }
    if (count > 0) {
      var compound = new RtcpCompound(List.of(new GenericNack(new Ssrc(1), new Ssrc(7), numbers)));
      ByteBuffer out = ByteBuffer.allocate(compound.length());
      compound.writeTo(out);
      back.send(now, out.array(), 0, out.position());
    }
  }
}
