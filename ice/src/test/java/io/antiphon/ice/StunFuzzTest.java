package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.fuzz.Fuzz;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fuzz")
class StunFuzzTest {
  private static final StunKey KEY = new StunKey("VOkJxbRl1RmTxUk/WvJxBt");

  private static List<byte[]> seeds() {
    return Stream.of(
            "stun/rfc5769-2.1-request",
            "stun/rfc5769-2.2-ipv4-response",
            "stun/rfc5769-2.3-ipv6-response",
            "stun/rfc5769-2.4-long-term-request",
            "fuzz/stun")
        .flatMap(name -> Vectors.hex(name).packets())
        .map(ByteBuffer::array)
        .toList();
  }

  /** Damage to attributes would mostly end at the length and the checksum: both are set right. */
  private static byte[] framed(byte[] input) {
    int length = input.length & ~3;
    byte[] framed = java.util.Arrays.copyOf(input, Math.max(20, length));
    framed[0] &= 0x3f;
    ByteBuffer.wrap(framed).putShort(2, (short) (framed.length - 20)).putInt(4, 0x2112a442);
    return framed;
  }

  @Test
  void messagesAndTheirAttributes() {
    Fuzz.of("stun", StunFormatException.class).seeds(seeds()).run(StunFuzzTest::read);
  }

  @Test
  void attributesInAGoodFrame() {
    Fuzz.of("stun-attributes", StunFormatException.class)
        .seeds(seeds())
        .run(input -> read(framed(input)));
  }

  private static void read(byte[] input) throws StunFormatException {
    ByteBuffer datagram = ByteBuffer.wrap(input);
    if (StunFraming.isStun(datagram) && StunFraming.isWellFormed(datagram)) {
      StunFraming.localUfrag(datagram);
    }
    StunMessage message = StunMessage.parse(datagram);
    message.username();
    message.priority();
    message.role();
    message.tieBreaker();
    message.errorCode();
    message.errorReason();
    message.mappedAddress();
    message.relayedAddress();
    message.peerAddress();
    message.lifetimeSeconds();
    message.realm();
    message.nonce();
    message.unknownRequired();
    message.isSignedWith(KEY);
    assertTrue(message.type() >= 0);
  }

  @Test
  void candidates() {
    List<byte[]> seeds =
        Stream.of(
                "candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host",
                "candidate:842163049 1 udp 1677729535 203.0.113.5 53712 typ srflx raddr 192.0.2.1"
                    + " rport 53712 generation 0 ufrag EsAw network-cost 999",
                "candidate:1 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active",
                "candidate:1 1 udp 1 4d1f2c2e-9bd9-4fa7-8c3e-2d6a7d6e1b0f.local 50000 typ host")
            .map(each -> each.getBytes(StandardCharsets.UTF_8))
            .toList();
    Fuzz.of("candidate", CandidateFormatException.class)
        .seeds(seeds)
        .words(
            List.of(
                " ".getBytes(StandardCharsets.UTF_8), "::ffff:".getBytes(StandardCharsets.UTF_8)))
        .longest(400)
        .text()
        .run(input -> Candidate.parse(new String(input, StandardCharsets.UTF_8)));
  }
}
