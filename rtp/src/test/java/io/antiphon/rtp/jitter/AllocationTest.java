package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.rtp.Garbage;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final int PACKETS = 2000;
  private static final int FRAME = 960;
  private static final long SLOT_NANOS = 20_000_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final RtpSender sender =
      new RtpSender(
          new Ssrc(7), new PayloadType(111), 48_000, new HeaderExtensionIds(1, 4), "0", random);
  private final RtpSession session = new RtpSession(RtpConfig.of("a"), random, 0);
  private final JitterBuffer buffer = new JitterBuffer(JitterConfig.of(48_000));
  private final PatientReader reader = new PatientReader(48_000);
  private final RtpPacket packet = new RtpPacket();
  private final byte[] payload = new byte[100];
  private final byte[][] datagrams = new byte[2][200];
  private long nowNanos;
  private long played;

  /** Each second packet overtakes the one before it, and one in fifty is lost. */
  private void exchange() throws Exception {
    for (int i = 0; i < PACKETS; i += 2) {
      int first = write(datagrams[0]);
      int second = write(datagrams[1]);
      receive(datagrams[1], second);
      if (i % 50 != 0) {
        receive(datagrams[0], first);
      }
      play();
      play();
    }
  }

  private int write(byte[] datagram) {
    nowNanos += SLOT_NANOS;
    return sender.write(nowNanos, datagram, 0, payload, 0, payload.length, FRAME, false, 30, true);
  }

  private void receive(byte[] datagram, int length) throws Exception {
    packet.wrap(datagram, 0, length);
    played += packet.audioLevelByte(1);
    RtpReceiver receiver = session.receiveRtp(nowNanos, packet);
    if (receiver != null && receiver.lastArrival().isUsable()) {
      buffer.insert(nowNanos, packet, FRAME);
      reader.insert(nowNanos, packet, FRAME);
    }
  }

  private void play() {
    buffer.pull(nowNanos, FRAME, 0);
    played += buffer.next(0).ticks();
    played += buffer.stretchTicks(FRAME);
    buffer.onStretched(-1);
    for (PlayoutDecision next = reader.poll(nowNanos); next != null; next = reader.poll(nowNanos)) {
      played += next.ticks();
    }
  }

  @Test
  void packetsAreSentReceivedBufferedAndReadWithoutGarbage() throws Exception {
    long least = Garbage.of(this::exchange);
    assertEquals(0, least / PACKETS, () -> "bytes per packet, after playing " + played);
    System.out.println(least + " bytes for " + PACKETS + " packets");
  }
}
