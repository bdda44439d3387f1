package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
  @Test
  void readsWhatABrowserWrites() throws CandidateFormatException {
    Candidate candidate =
        Candidate.parse(
            "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.0.2.3"
                + " rport 43132 generation 0 ufrag EEtu network-cost 999");
    assertEquals("842163049", candidate.foundation());
    assertEquals(1, candidate.component());
    assertTrue(candidate.isUdp());
    assertEquals(1677729535, candidate.priority());
    assertEquals(new InetSocketAddress("203.0.113.7", 46154), candidate.socketAddress());
    assertEquals(CandidateType.SERVER_REFLEXIVE, candidate.type());
    assertEquals("192.0.2.3", candidate.relatedAddress());
    assertEquals(43132, candidate.relatedPort());
    assertEquals("EEtu", candidate.ufrag());
    assertEquals("999", candidate.extensions().get("network-cost"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
        "candidate:1 1 udp 2130706431 2001:db8::1 5000 typ host generation 0",
        "candidate:a+/ 2 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0",
        "candidate:1 1 udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54596 typ host",
        "candidate:2 1 udp 16777215 198.51.100.1 3478 typ relay raddr 0.0.0.0 rport 0",
      })
  void writesBackWhatItHasRead(String text) throws CandidateFormatException {
    assertEquals(text, Candidate.parse(text).toString());
    assertEquals(Candidate.parse(text), Candidate.parse("a=" + text));
  }

  @Test
  void looksUpNoName() throws CandidateFormatException {
    assertNull(Candidate.parse("candidate:1 1 udp 1 localhost 5 typ host").socketAddress());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 udp 1 192.0.2.1 5 typ host | does not start with \"candidate:\"",
        "candidate:1 1 udp 1 192.0.2.1 5 typ | has 7 fields, fewer than 8",
        "candidate:1 0 udp 1 192.0.2.1 5 typ host | bad component: 0",
        "candidate:1 x udp 1 192.0.2.1 5 typ host | bad component: x",
        "candidate:1 1 udp 4294967296 192.0.2.1 5 typ host | bad priority: 4294967296",
        "candidate:1 1 udp -1 192.0.2.1 5 typ host | bad priority: -1",
        "candidate:1 1 udp 1 192.0.2.256 5 typ host | bad address: 192.0.2.256",
        "candidate:1 1 udp 1 1.2 5 typ host | bad address: 1.2",
        "candidate:1 1 udp 1 2001:db8::g 5 typ host | bad address: 2001:db8::g",
        "candidate:1 1 udp 1 fe80::1%eth0 5 typ host | bad address: fe80::1%eth0",
        "candidate:1 1 udp 1 192.0.2.1 65536 typ host | bad port: 65536",
        "candidate:1 1 udp 1 192.0.2.1 5 type host | bad word before the type: type",
        "candidate:1 1 udp 1 192.0.2.1 5 typ hosts | unknown type: hosts",
        "candidate:1 1 udp 1 192.0.2.1 5 typ host raddr | the last extension has no value: raddr",
        "candidate:1 1 udp 1 192.0.2.1 5 typ srflx raddr 1.2.3.4 rport x | bad rport: x",
        "candidate:? 1 udp 1 192.0.2.1 5 typ host | bad foundation: ?",
        "candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 5 typ host | bad foundation:"
            + " 123456789012345678901234567890123",
      })
  void refusesWithAReason(String text, String reason) {
    CandidateFormatException e =
        assertThrows(CandidateFormatException.class, () -> Candidate.parse(text));
    assertEquals(reason, e.getMessage());
    assertEquals(0, e.getStackTrace().length);
  }

  @Test
  void refusesWhatWouldBreakALineOfSdp() {
    String text = "candidate:1 1 udp 1 192.0.2.1 5 typ host generation 0\r\na=x";
    assertThrows(CandidateFormatException.class, () -> Candidate.parse(text));
  }

  @Test
  void refusesEndlessText() {
    String text = "candidate:1 1 udp 1 192.0.2.1 5 typ host" + " x y".repeat(1000);
    assertThrows(CandidateFormatException.class, () -> Candidate.parse(text));
  }

  @Test
  void hostPriorityFollowsTheFormula() {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", 5000);
    Candidate best = Candidate.host(address, 65535);
    assertEquals(2130706431, best.priority()); // RFC 8445 §5.1.2.1 with 126, 65535 and 1
    assertTrue(best.priority() > Candidate.host(address, 65534).priority());
    Candidate mapped =
        Candidate.serverReflexive(new InetSocketAddress("203.0.113.1", 7), address, 65535);
    assertEquals(1694498815, mapped.priority());
    assertEquals("192.0.2.1", mapped.relatedAddress());
    assertNotEquals(best.foundation(), mapped.foundation());
    assertEquals(
        best.foundation(), Candidate.host(new InetSocketAddress("192.0.2.1", 6), 1).foundation());
  }

  @Test
  void noiseIsRefusedInNoOtherWay() {
    long seed = System.nanoTime();
    System.out.println("CandidateTest noise seed " + seed);
    Random random = new Random(seed);
    String good = "candidate:1 1 udp 1 192.0.2.1 5 typ host raddr ::1 rport 9 generation 0";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int turns = random.nextInt(8); turns >= 0; turns--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x180));
      }
      try {
        Candidate candidate = Candidate.parse(text.toString());
        assertEquals(candidate, Candidate.parse(candidate.toString()));
      } catch (CandidateFormatException e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty());
      }
    }
  }
}
