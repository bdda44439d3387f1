package io.antiphon.rtp.stream;

import io.antiphon.rtp.PacketFixture;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sessions, and what goes in and out of them. */
final class SessionFixture {
  static final long SECOND = 1_000_000_000;
  static final long WALL = 1_800_000_000L * SECOND;
  static final PayloadType OPUS = new PayloadType(111);

  private SessionFixture() {}

  static RtpSession session(long seed, RtpConfig config) {
    return new RtpSession(config, new SplittableRandom(seed), WALL);
  }

  static List<RtcpPacket> packets(ByteBuffer datagram) throws Exception {
    return RtcpCompound.parse(datagram).packets();
  }

  static RtpPacket packet(int ssrc, int sequenceNumber) {
    return PacketFixture.packet(ssrc, sequenceNumber, sequenceNumber * 960, 0);
  }

  static void send(RtpSender sender, long nowNanos) {
    sender.write(nowNanos, new byte[100], 0, new byte[10], 0, 10, 960, false, 0, false);
  }

  static ByteBuffer compound(RtcpPacket... packets) {
    RtcpCompound compound = new RtcpCompound(List.of(packets));
    ByteBuffer out = ByteBuffer.allocate(compound.length());
    compound.writeTo(out);
    return out.flip();
  }

  /** Lets the session run and gives the times of its reports. */
  static List<Long> reportTimes(RtpSession session, long untilNanos) {
    List<Long> times = new ArrayList<>();
    while (session.nextTimeoutNanos().orElseThrow() <= untilNanos) {
      long now = session.nextTimeoutNanos().getAsLong();
      session.advanceTo(now);
      if (session.pollRtcp() != null) {
        times.add(now);
      }
    }
    return times;
  }
}
