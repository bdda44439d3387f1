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
