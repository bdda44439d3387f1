package example;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import io.antiphon.rtp.stream.RtpReceiver;
import java.nio.ByteBuffer;

/** Packets that came out of order, twice or never, in order again, and what was lost of them. */
public final class InOrder {
  private static final int CLOCK_RATE_HZ = 48_000;
  private static final int FRAME_TICKS = 960; // 20 ms

  private InOrder() {}

  public static void main(String[] args) throws RtpFormatException {
    System.out.println(read(1, 2, 4, 3, 3, 5, 7, 8));
  }

  /** The sequence numbers as they arrive, 20 ms apart. */
  static String read(int... arrivals) throws RtpFormatException {
    RtpReceiver receiver = new RtpReceiver(new Ssrc(7), CLOCK_RATE_HZ);
    PatientReader reader = new PatientReader(CLOCK_RATE_HZ);
    RtpPacket packet = new RtpPacket(); // a view: one object for all packets
    long nowNanos = 0;
    for (int sequenceNumber : arrivals) {
      byte[] bytes = packet(sequenceNumber);
      packet.wrap(bytes, 0, bytes.length);
      receiver.receive(nowNanos, packet);
      reader.insert(nowNanos, packet, FRAME_TICKS);
      nowNanos += 20_000_000;
    }
    reader.finish();

    StringBuilder read = new StringBuilder();
    for (PlayoutDecision decision; (decision = reader.poll(nowNanos)) != null; ) {
      read.append(decision.kind()).append(' ');
    }
    return read + "lost " + reader.ticksLost() / FRAME_TICKS + ", twice " + receiver.packetsDuplicated();
  }

  private static byte[] packet(int sequenceNumber) {
    return ByteBuffer.allocate(13) // V=2, payload type 96
        .put((byte) 0x80)
        .put((byte) 96)
        .putShort((short) sequenceNumber)
        .putInt(sequenceNumber * FRAME_TICKS)
        .putInt(7)
        .put((byte) sequenceNumber)
        .array();
  }
}
