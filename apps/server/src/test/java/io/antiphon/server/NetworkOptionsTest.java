package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.ice.PortRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class NetworkOptionsTest {
  private static final InetAddress LOOPBACK = address("127.0.0.1");
  private static final InetAddress PUBLIC = address("203.0.113.5");

  @Command
  static final class Options {
    @Mixin NetworkOptions network = new NetworkOptions();
  }

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private static NetworkConfig config(String... arguments) throws IOException {
    Options options = new Options();
    new CommandLine(options).parseArgs(arguments);
    return options.network.config(LOOPBACK);
  }

  private static NetworkConfig configOfAll(String... arguments) throws IOException {
    Options options = new Options();
    new CommandLine(options).parseArgs(arguments);
    return options.network.config(address("0.0.0.0"));
  }

  private static void assertRefused(String words, String... arguments) {
    var e = assertThrows(IllegalArgumentException.class, () -> configOfAll(arguments));
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void byDefaultNobodyIsAskedAndTheHostIsUsed() throws IOException {
    NetworkConfig config = config();
    assertEquals(List.of(LOOPBACK), config.addresses());
    assertEquals(List.of(), config.gathering().servers());
    assertEquals(IceTransportPolicy.ALL, config.gathering().policy());
    assertEquals(PortRange.ANY, config.ports());
  }

  @Test
  void anAddressOfOursIsUsed() throws IOException {
    assertEquals(List.of(address("127.0.0.2")), config("--ice-address", "127.0.0.2").addresses());
  }

  @Test
  void ofEveryAddressThoseAreUsedThatTheRulesPermit() throws IOException {
    assertTrue(configOfAll().addresses().contains(LOOPBACK));
    assertEquals(List.of(LOOPBACK), configOfAll("--ice-allow", "127.0.0.1").addresses());
    assertRefused("leave no address", "--ice-deny", "0.0.0.0/0");
    assertRefused("leave no address", "--ice-allow", "lo", "--ice-deny", "127.0.0.0/8");
    assertRefused("--ice-allow, --ice-deny", "--ice-allow", "10.0.0.0/33");
  }

  @Test
  void aPortOrARangeOfThem() throws IOException {
    assertEquals(new PortRange(40_000, 40_000), config("--udp-port", "40000").ports());
    assertEquals(new PortRange(40_000, 40_010), config("--udp-port", "40000-40010").ports());
    assertRefused("--udp-port", "--udp-port", "40010-40000");
  }

  @Test
  void relayIsAPolicyAndNothingElseIs() throws IOException {
    assertEquals(IceTransportPolicy.RELAY, config("--ice-policy=relay").gathering().policy());
    assertRefused("--ice-policy is all or relay", "--ice-policy=direct");
  }

  @Test
  void aPublicAddressIsToldInPlaceOfTheLocalOne() throws IOException {
    for (String text : new String[] {"203.0.113.5/127.0.0.1", "203.0.113.5"}) {
      NetworkConfig config = config("--ice-address", text);
      assertEquals(List.of(LOOPBACK), config.addresses());
      assertEquals(Map.of(LOOPBACK, PUBLIC), config.gathering().advertised());
    }
  }

  @Test
  void serversAreReadOneByOneAndFromOneLine() throws IOException {
    String turn = "turn:turn.example.org?transport=tcp,alice,secret";
    for (String[] arguments :
        new String[][] {
          {"--ice-server", "stun:example.org", "--ice-server", turn},
          {"--ice-server", "stun:example.org " + turn}
        }) {
      List<String> shown =
          config(arguments).gathering().servers().stream().map(Object::toString).toList();
      assertEquals(2, shown.size());
      assertTrue(shown.get(1).contains("alice"), shown.toString());
    }
  }

  @Test
  void liteIsForWhoIsReachedDirectly() throws IOException {
    assertFalse(config().lite());
    assertTrue(config("--ice-lite").lite());
    for (String other : new String[] {"--ice-server=stun:example.org", "--ice-policy=relay"}) {
      var both = assertThrows(IllegalArgumentException.class, () -> config("--ice-lite", other));
      assertTrue(both.getMessage().contains("--ice-lite"), both.getMessage());
    }
  }

  @Test
  void aCertificateAndItsKeyGoTogether() {
    var half =
        assertThrows(IllegalArgumentException.class, () -> config("--certificate", "absent.crt"));
    assertTrue(half.getMessage().contains("go together"), half.getMessage());
    var absent =
        assertThrows(
            IllegalArgumentException.class,
            () -> config("--certificate", "absent.crt", "--private-key", "absent.key"));
    assertTrue(absent.getMessage().contains("no file"), absent.getMessage());
  }
}
