package io.antiphon.rtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.fuzz.Datagrams;
import io.antiphon.fuzz.Fuzz;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.repair.RedReader;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fuzz")
class RtpFuzzTest {
  private static List<byte[]> vectors(String... names) {
    List<byte[]> all = new ArrayList<>();
    for (String name : names) {
      Vectors.hex(name).packets().map(ByteBuffer::array).forEach(all::add);
    }
    return all;
  }

  private static List<byte[]> rtp() {
    return vectors(
        "rtp/opus-three-packets",
        "rtp/rfc2198-3-redundant-opus",
        "rtp/rfc3550-5.1-everything",
        "rtp/rfc3550-5.1-plain",
        "rtp/rfc6464-3-audio-level",
        "rtp/rfc8285-4.2-one-byte",
        "rtp/rfc8285-4.3-two-byte",
        "fuzz/rtp");
  }

  private static List<byte[]> rtcp() {
    return vectors(
        "rtcp/rfc3550-6-compound",
        "rtcp/rfc3550-6.4.1-sender-report",
        "rtcp/rfc4585-reduced-size",
        "fuzz/rtcp");
  }

  @Test
  void packetsAndTheirExtensions() {
    RtpPacket packet = new RtpPacket();
    Fuzz.of("rtp", RtpFormatException.class)
        .seeds(rtp())
        .allocation(4_096, 0) // it is a view
        .run(
            input -> {
              packet.wrap(input, 0, input.length);
              for (int i = 0; i < packet.csrcCount(); i++) {
                packet.csrc(i);
              }
              for (int id = 0; id < 256; id++) {
                readElement(packet, id);
                assertTrue(packet.extensionOffset(id) + packet.extensionLength(id) <= input.length);
              }
              int inside = packet.headerLength() + packet.payloadLength() + packet.paddingLength();
              assertTrue(inside == input.length && packet.payloadLength() >= 0);
            });
  }

  private static void readElement(RtpPacket packet, int id) {
    packet.audioLevelByte(id);
    packet.audioLevel(id);
    packet.transportSequence(id);
    packet.absSendTime(id);
    packet.absCaptureTime(id);
    if (packet.extensionLength(id) > 0) {
      packet.mid(id);
    }
  }

  @Test
  void redundantAudio() {
    RtpPacket packet = new RtpPacket();
    RedReader reader = new RedReader();
    Fuzz.of("red", RtpFormatException.class)
        .seeds(rtp())
        .allocation(4_096, 0)
        .run(
            input -> {
              packet.wrap(input, 0, input.length);
              int blocks = reader.read(packet);
              for (int i = 0; i < blocks; i++) {
                RtpPacket plain = reader.plain(i, packet.sequenceNumber() - blocks + i);
                assertTrue(plain.payloadLength() >= 0);
              }
            });
  }

  @Test
  void controlPackets() {
    Fuzz.of("rtcp", RtpFormatException.class)
        .seeds(rtcp())
        .allocation(64 << 10, 800) // two bytes may tell of 2,048 packets lost
        .run(input -> assertTrue(!RtcpCompound.parse(ByteBuffer.wrap(input)).packets().isEmpty()));
  }

  /** What one call is made of; it hears anything as RTCP and as RTP, 20 ms apart. */
  private static final class Call {
    private final RtpSession session =
        new RtpSession(RtpConfig.of("us"), new SplittableRandom(1), 0);
    private final JitterBuffer buffer = new JitterBuffer(JitterConfig.of(48_000));
    private final PatientReader reader = new PatientReader(48_000, Duration.ofSeconds(1));
    private final RtpPacket packet = new RtpPacket();
    private long nowNanos;

    Call() {
      session.start(0);
    }

    void hear(byte[] datagram) {
      nowNanos += 20_000_000;
      session.receiveRtcp(nowNanos, ByteBuffer.wrap(datagram));
      session.advanceTo(nowNanos);
      while (session.pollRtcp() != null
          || session.pollEvent() != null
          || session.pollNack() != null) {}
      buffer.pull(nowNanos, 960, 0);
      buffer.next(0);
      while (reader.poll(nowNanos) != null) {}
      try {
        packet.wrap(datagram, 0, datagram.length);
      } catch (RtpFormatException e) {
        return;
      }
      session.receiveRtp(nowNanos, packet);
      buffer.insert(nowNanos, packet, 960);
      reader.insert(nowNanos, packet, 960);
    }
  }

  @Test
  void sessionsAndBuffers() {
    List<byte[]> seeds =
        new ArrayList<>(List.of(Datagrams.joined(rtp()), Datagrams.joined(rtcp())));
    Fuzz.of("rtp-streams", RtpFormatException.class)
        .seeds(seeds)
        .allocation(2 << 20, 200)
        .run(
            input -> {
              Call call = new Call();
              Datagrams.of(input, 64).forEach(call::hear);
            });
  }

  /** All that is kept, in one long call: nothing is thrown, and nothing grows. */
  @Test
  void nothingGrowsInALongCall() {
    Call call = new Call();
    List<byte[]> datagrams = rtp();
    datagrams.addAll(rtcp());
    for (String name : List.of("rtp", "red", "rtcp")) {
      datagrams.addAll(vectors("fuzz/corpus/" + name));
    }
    for (byte[] streams : vectors("fuzz/corpus/rtp-streams")) {
      datagrams.addAll(Datagrams.of(streams, 64));
    }
    Fuzz.of("long-call", RtpFormatException.class).seeds(datagrams).play(call::hear);
  }
}
