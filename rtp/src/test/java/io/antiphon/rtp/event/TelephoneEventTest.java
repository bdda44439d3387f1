package io.antiphon.rtp.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class TelephoneEventTest {
  private static final long SLOT_NANOS = 20_000_000;
  private static final PayloadType EVENTS = new PayloadType(110);

  private final EventSender sender = new EventSender();
  private final EventReceiver receiver = new EventReceiver();
  private final RtpSender stream =
      new RtpSender(
          new Ssrc(7),
          new PayloadType(111),
          48_000,
          HeaderExtensionIds.NONE,
          null,
          new SplittableRandom(1));

  private static RtpPacket packet(String payload, int timestamp) throws Exception {
    String header = "806e0001" + String.format("%08x", timestamp) + "00000007";
    String hex = header + payload.replace(" ", "");
    return RtpPacket.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** All packets of an event. */
  private List<byte[]> send(int event, long ticks, int step, int beginning) {
    List<byte[]> packets = new ArrayList<>();
    sender.start(event, 10, ticks, beginning);
    byte[] payload = new byte[4];
    while (sender.advance(step)) {
      sender.write(payload, 0);
      byte[] out = new byte[40];
      int length = stream.writeAt(0, out, EVENTS, sender.timestamp(), payload, 4, sender.marker());
      packets.add(Arrays.copyOf(out, length));
    }
    return packets;
  }

  private static String text(List<byte[]> packets, int from) {
    StringBuilder text = new StringBuilder();
    for (byte[] each : packets) {
      text.append(HexFormat.of().formatHex(each, from, 16)).append(' ');
    }
    return text.toString().trim();
  }

  @Test
  void writesTheDiagramOfTheRfc() {
    // RFC 4733 §2.3 and §2.5.1: digit 1, -10 dBm0, 50 ms at 8 kHz in packets of 20 ms.
    List<byte[]> packets = send(1, 400, 160, 0x11220000);
    assertEquals("010a00a0 010a0140 018a0190 018a0190 018a0190", text(packets, 12));
    for (int i = 0; i < packets.size(); i++) {
      ByteBuffer each = ByteBuffer.wrap(packets.get(i));
      assertEquals(i == 0 ? 0xEE : 0x6E, each.get(1) & 0xFF, "marker only on the first");
      assertEquals(0x11220000, each.getInt(4));
      assertEquals(
          (ByteBuffer.wrap(packets.get(0)).getShort(2) + i) & 0xFFFF, each.getShort(2) & 0xFFFF);
    }
    assertFalse(sender.sounds());
  }

  @Test
  void theStreamsOwnTimeDoesNotMove() {
    int before = stream.nextTimestamp();
    int number = stream.nextSequenceNumber();
    int packets = send(1, 4800, 960, before).size();
    assertEquals(before, stream.nextTimestamp());
    assertEquals((number + packets) & 0xFFFF, stream.nextSequenceNumber());
    assertEquals(new PayloadType(111), stream.payloadType());
    assertEquals(packets, stream.packetsSent());
  }

  @Test
  void whatIsLongerThanSixteenBitsGoesOnInSegments() throws Exception {
    int beginning = 0xFFFF_0000;
    List<byte[]> packets = send(11, 3 * 48_000, 960, beginning); // 3 s: 65535 + 65535 + 12930
    int heard = 0;
    int fullSegments = 0;
    for (byte[] each : packets) {
      ByteBuffer bytes = ByteBuffer.wrap(each);
      int behind = bytes.getInt(4) - beginning;
      assertEquals(0, behind % 0xFFFF, "a segment begins where the one before ends");
      boolean full = (bytes.getShort(14) & 0xFFFF) == 0xFFFF;
      fullSegments += full ? 1 : 0;
      assertTrue(!full || bytes.get(13) >= 0, "only the last segment has an end");
      RtpPacket packet = new RtpPacket().wrap(each, 0, each.length);
      heard += receiver.receive(packet) == 11 ? 1 : 0;
    }
    assertEquals(2, fullSegments);
    ByteBuffer last = ByteBuffer.wrap(packets.get(packets.size() - 1));
    assertEquals(2 * 0xFFFF, last.getInt(4) - beginning);
    assertEquals(3 * 48_000 - 2 * 0xFFFF, last.getShort(14) & 0xFFFF);
    assertEquals(1, heard);
  }

  @Test
  void anEventOfWhichOnlyOneEndArrivesIsHeard() throws Exception {
    assertEquals(5, receiver.receive(packet("058a0640", 1000)));
    assertEquals(EventReceiver.NONE, receiver.receive(packet("058a0640", 1000)));
  }

  @Test
  void theSameKeyTwiceIsTwoEventsEvenIfTheEndOfTheFirstIsLost() throws Exception {
    assertEquals(5, receiver.receive(packet("050a0640", 1000)));
    assertEquals(5, receiver.receive(packet("050a0140", 10_000)));
  }

  @Test
  void aLatePacketOfAnOlderEventIsNoneAnew() throws Exception {
    assertEquals(5, receiver.receive(packet("050a0640", 1000)));
    assertEquals(6, receiver.receive(packet("060a0140", 10_000)));
    assertEquals(EventReceiver.NONE, receiver.receive(packet("058a0780", 1000)));
    assertEquals(EventReceiver.NONE, receiver.receive(packet("060a0280", 10_000)));
  }

  @Test
  void refusesAPayloadCutShort() throws Exception {
    RtpPacket shorter = packet("05 0a 06", 1000);
    assertThrows(RtpFormatException.class, () -> receiver.receive(shorter));
  }

  @Test
  void refusesToSendWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> sender.start(256, 10, 400, 0));
    assertThrows(IllegalArgumentException.class, () -> sender.start(1, 64, 400, 0));
    assertThrows(IllegalArgumentException.class, () -> sender.start(1, 10, 0, 0));
  }

  @Test
  void keysHaveTheNumbersOfTheRfc() {
    for (int event = 0; event < 16; event++) {
      assertEquals(event, DtmfKey.event(DtmfKey.key(event)));
    }
    assertEquals(10, DtmfKey.event('*'));
    assertEquals(11, DtmfKey.event('#'));
    assertEquals(13, DtmfKey.event('b'));
    assertEquals(DtmfKey.NONE, DtmfKey.event('e'));
    assertEquals(0, DtmfKey.key(16));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void eachKeyIsHeardOnceThroughABadNetwork(int seed) throws Exception {
    var conditions =
        NetworkConditions.CLEAN
            .withJitter(Duration.ofMillis(30), false)
            .withLoss(0.2, 1.5)
            .withDuplication(0.2);
    SimulatedNetwork network = new SimulatedNetwork(seed, conditions);
    String keys = "0123456789*#ABCD9911";
    StringBuilder heard = new StringBuilder();
    long now = 0;
    int timestamp = 0xFFFF_8000;
    for (int i = 0; i < keys.length(); i++) {
      for (byte[] packet : send(DtmfKey.event(keys.charAt(i)), 4800, 960, timestamp)) {
        network.send(now, packet, 0, packet.length);
        now += SLOT_NANOS;
      }
      now += 10 * SLOT_NANOS; // more than the network can mix up
      timestamp += 18 * 960;
      for (byte[] bytes = network.poll(now); bytes != null; bytes = network.poll(now)) {
        int event = receiver.receive(new RtpPacket().wrap(bytes, 0, bytes.length));
        heard.append(event == EventReceiver.NONE ? "" : DtmfKey.key(event));
      }
    }
    assertEquals(keys, heard.toString());
  }
}
