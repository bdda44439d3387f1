package io.antiphon.rtp.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.Garbage;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.event.EventReceiver;
import io.antiphon.rtp.event.EventSender;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Redundant audio, packets remembered, missed, sent again and restored, and keys: no garbage. */
class RepairAllocationTest {
  private static final int PACKETS = 2000;
  private static final int FRAME = 960;
  private static final long SLOT_NANOS = 20_000_000;
  private static final int LOST_EACH = 20;

  private final SplittableRandom random = new SplittableRandom(1);
  private final HeaderExtensionIds ids = new HeaderExtensionIds(1, 4);
  private final RtpSender sender =
      new RtpSender(new Ssrc(7), new PayloadType(63), 48_000, ids, "0", random);
  private final RtpSender again =
      new RtpSender(new Ssrc(8), new PayloadType(112), 48_000, ids, "0", random);
  private final RedWriter redWriter = new RedWriter();
  private final RedReader redReader = new RedReader();
  private final SentPackets sent = new SentPackets();
  private final MissingPackets missing = new MissingPackets(400_000_000);
  private final RtxWriter rtxWriter = new RtxWriter();
  private final RtxReader rtxReader = new RtxReader();
  private final EventSender keys = new EventSender();
  private final EventReceiver heard = new EventReceiver();
  private final RtpSession session = new RtpSession(RtpConfig.of("a"), random, 0);
  private final JitterBuffer buffer = new JitterBuffer(JitterConfig.of(48_000));
  private final RtpPacket packet = new RtpPacket();
  private final PayloadType events = new PayloadType(110);
  private final byte[] payload = new byte[100];
  private final byte[] key = new byte[4];
  private final byte[] datagram = new byte[400];
  private final byte[] original = new byte[400];
  private @Nullable RtpReceiver source;
  private long nowNanos;
  private int restored;
  private int pressed;

  private void exchange() throws Exception {
    for (int i = 0; i < PACKETS; i++) {
      nowNanos += SLOT_NANOS;
      int length = redWriter.write(111, payload, 0, payload.length, sender.nextTimestamp());
      int size =
          sender.write(
              nowNanos, datagram, 0, redWriter.payload(), 0, length, FRAME, false, 30, true);
      sent.remember(nowNanos, datagram, 0, size);
      if (i % LOST_EACH != 0) {
        receive(size);
      }
      repair();
      press(i);
      buffer.pull(nowNanos, FRAME, 0);
      buffer.next(0);
      buffer.onStretched(-1);
    }
  }

  private void receive(int size) throws Exception {
    packet.wrap(datagram, 0, size);
    RtpReceiver receiver = session.receiveRtp(nowNanos, packet);
    source = receiver;
    if (receiver == null || !receiver.lastArrival().isUsable()) {
      return;
    }
    missing.onPacket(nowNanos, packet.sequenceNumber());
    int copies = redReader.read(packet) - 1;
    buffer.insert(nowNanos, redReader.plain(copies, packet.sequenceNumber()), FRAME, copies > 0);
  }

  private void repair() throws Exception {
    int count = missing.advanceTo(nowNanos, 40_000_000);
    for (int i = 0; i < count; i++) {
      int length = sent.take(nowNanos, missing.due(i), original);
      RtpPacket lost = rtxWriter.write(packet.wrap(original, 0, length));
      int number = again.nextSequenceNumber();
      length =
          again.forward(nowNanos, datagram, 0, lost, number, lost.timestamp(), 0, false, 0, false);
      packet.wrap(datagram, 0, length);
      session.receiveRtp(nowNanos, packet);
      RtpPacket back = rtxReader.restore(packet, 7, 63);
      RtpReceiver of = source;
      if (of != null && of.restore(nowNanos, back).isUsable()) {
        missing.onPacket(nowNanos, back.sequenceNumber());
        buffer.insertCopy(nowNanos, back, FRAME);
        restored++;
      }
    }
  }

  private void press(int slot) throws Exception {
    if (slot % 50 == 0) {
      keys.start(5, 10, 4800, sender.nextTimestamp());
    }
    if (keys.advance(FRAME)) {
      keys.write(key, 0);
      int size =
          sender.writeAt(nowNanos, datagram, events, keys.timestamp(), key, 4, keys.marker());
      packet.wrap(datagram, 0, size);
      session.receiveRtp(nowNanos, packet);
      missing.onPacket(nowNanos, packet.sequenceNumber());
      pressed += heard.receive(packet) == EventReceiver.NONE ? 0 : 1;
    }
  }

  @Test
  void lossesAreRepairedAndKeysHeardWithoutGarbage() throws Exception {
    long least = Garbage.of(this::exchange);
    assertTrue(restored > 10 * PACKETS / LOST_EACH, restored + " restored");
    assertTrue(pressed > 10 * PACKETS / 50, pressed + " pressed");
    assertEquals(0, least / PACKETS, "bytes per packet");
  }
}
