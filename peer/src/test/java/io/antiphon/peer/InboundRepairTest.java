package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpReceiver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is asked for again, and for how long. */
class InboundRepairTest {
  private static final long MILLI = 1_000_000;
  private static final long ROUND_TRIP = 20 * MILLI;
  private static final long PATIENCE = 2_000 * MILLI;

  private final RtpReceiver receiver = new RtpReceiver(new Ssrc(0xCAFE), 48_000);
  private final InboundRepair repair =
      Objects.requireNonNull(InboundRepair.of(null, receiver, new RetransmissionFormat(111, 112)));

  private static RtpPacket packet(int type, int number, int ssrc, byte... payload)
      throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(12 + payload.length);
    bytes.put((byte) 0x80).put((byte) type).putShort((short) number).putInt(960 * number);
    bytes.putInt(ssrc).put(payload).flip();
    return RtpPacket.parse(bytes);
  }

  private void receive(long atMillis, int number) throws Exception {
    RtpPacket packet = packet(111, number, 0xCAFE, (byte) 1);
    receiver.receive(atMillis * MILLI, packet);
    repair.onPacket(atMillis * MILLI, packet);
  }

  private long asked(int fromMillis, int toMillis) {
    long asked = 0;
    for (int at = fromMillis; at < toMillis; at += 5) {
      List<Integer> numbers = repair.ask(at * MILLI, ROUND_TRIP, PATIENCE);
      asked += numbers.size();
      numbers.forEach(number -> assertEquals(3, number));
    }
    return asked;
  }

  private void loseTheThird() throws Exception {
    receive(0, 1);
    receive(20, 2);
    receive(60, 4);
    receive(80, 5);
  }

  @Test
  void whatStaysAwayIsAskedForAgain() throws Exception {
    loseTheThird();
    assertEquals(true, asked(80, 600) > 1);
  }

  @Test
  void whatHasComeAgainIsNotAskedForOnceMore() throws Exception {
    loseTheThird();
    long before = asked(80, 110);
    RtpPacket again = packet(112, 900, 0xBEEF, (byte) 0, (byte) 3, (byte) 1);
    assertEquals(3, repair.restore(110 * MILLI, again).sequenceNumber());
    assertEquals(true, before > 0, "asked before");
    assertEquals(0, asked(110, 1_500));
    assertEquals(0xBEEF, repair.rtxSsrc());
  }
}
