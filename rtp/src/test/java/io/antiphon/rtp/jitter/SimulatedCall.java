package io.antiphon.rtp.jitter;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.Arrival;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call in virtual time: a sender's 20 ms slots, a network, and what hears at its end. Each
 * payload is the number of its slot, so that what comes out can be told.
 */
final class SimulatedCall {
  static final int FRAME = 960;
  static final int RATE = 48_000;
  static final long SLOT_NANOS = 20_000_000;

  /** Takes what arrives, and is asked for something each 10 ms. */
  interface Ear {
    void hear(long nowNanos, RtpPacket packet);

    void tick(long nowNanos);
  }

  final SimulatedNetwork network;
  final RtpSender sender;
  final RtpReceiver receiver;
  final BitSet arrived = new BitSet();
  private final Ear ear;
  private final byte[] datagram = new byte[100];
  private final byte[] payload = new byte[8];
  private final RtpPacket packet = new RtpPacket();
  private long nowNanos;
  private int slot;

  SimulatedCall(long seed, NetworkConditions conditions, Ear ear) {
    network = new SimulatedNetwork(seed, conditions);
    sender =
        new RtpSender(
            new Ssrc(7),
            new PayloadType(111),
            RATE,
            new HeaderExtensionIds(1, 0),
            null,
            new SplittableRandom(seed));
    receiver = new RtpReceiver(new Ssrc(7), RATE);
    this.ear = ear;
  }

  /** Talks for some slots. */
  void talk(int slots) {
    for (int i = 0; i < slots; i++) {
      ByteBuffer.wrap(payload).putLong(slot);
      int length =
          sender.write(nowNanos, datagram, 0, payload, 0, payload.length, FRAME, false, 30, true);
      network.send(nowNanos, datagram, 0, length);
      passSlot();
    }
  }

  /** Sends nothing for some slots. */
  void pause(int slots) {
    sender.skip(slots * FRAME);
    for (int i = 0; i < slots; i++) {
      passSlot();
    }
  }

  private void passSlot() {
    slot++;
    passTo(nowNanos + SLOT_NANOS / 2);
    passTo(nowNanos + SLOT_NANOS / 2);
  }

  private void passTo(long untilNanos) {
    long due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    while (due <= untilNanos) {
      receive(due, network.poll(due));
      due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    }
    nowNanos = untilNanos;
    ear.tick(nowNanos);
  }

  private void receive(long dueNanos, byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new AssertionError("the network said that something had arrived");
    }
    try {
      packet.wrap(bytes, 0, bytes.length);
    } catch (RtpFormatException e) {
      throw new AssertionError(e);
    }
    Arrival arrival = receiver.receive(dueNanos, packet);
    if (arrival != Arrival.ON_PROBATION) {
      arrived.set((int) content(packet.buffer(), packet.payloadOffset()));
      ear.hear(dueNanos, packet);
    }
  }

  static long content(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getLong(offset);
  }

  long nowNanos() {
    return nowNanos;
  }
}
