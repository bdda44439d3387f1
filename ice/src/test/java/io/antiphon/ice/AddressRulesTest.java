package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  @ParameterizedTest
  @CsvSource({
    "eth0, eth0, 192.0.2.1, true",
    "eth0, eth01, 192.0.2.1, false",
    "docker*, docker0, 172.17.0.1, true",
    "192.0.2.1, eth0, 192.0.2.1, true",
    "192.0.2.1, eth0, 192.0.2.2, false",
    "10.0.0.0/8, eth0, 10.255.1.2, true",
    "10.0.0.0/8, eth0, 11.0.0.1, false",
    "10.0.0.0/9, eth0, 10.128.0.1, false",
    "0.0.0.0/0, eth0, 203.0.113.1, true",
    "0.0.0.0/0, eth0, 2001:db8::1, false",
    "fd00::/8, eth0, fd12::1, true",
    "fd00::/8, eth0, fc12::1, false",
  })
  void aRuleIsMetOrNot(String rule, String link, String literal, boolean met) {
    InetAddress address = address(literal);
    assertEquals(met, new AddressRules(List.of(rule), List.of()).permits(link, address));
    assertEquals(!met, new AddressRules(List.of(), List.of(rule)).permits(link, address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eth 0", "10.0.0.0/33", "10.0.0.0/x", "1.2.3/8", "::/129", "*eth"})
  void aMalformedRuleIsNamed(String rule) {
    assertThrows(IllegalArgumentException.class, () -> new AddressRules(List.of(rule), List.of()));
  }

  @Test
  void theLoopbackIsAmongTheAddressesUnlessDenied() throws SocketException {
    InetAddress loopback = address("127.0.0.1");
    assertTrue(AddressRules.NONE.addresses(false).contains(loopback));
    AddressRules rules = new AddressRules(List.of(), List.of("127.0.0.0/8"));
    assertFalse(rules.addresses(false).contains(loopback));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "192.168.1.1, true",
    "100.64.0.1, true",
    "100.128.0.1, false",
    "203.0.113.1, false",
    "fd00::1, true",
    "fe80::1, true",
    "2001:db8::1, false",
  })
  void knowsWhatNobodyOutsideCanReach(String literal, boolean isPrivate) {
    assertEquals(isPrivate, AddressRules.isPrivate(address(literal)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "40000, 40000, 40000", "40000-40010, 40000, 40010"})
  void readsPortRanges(String text, int first, int last) {
    assertEquals(new PortRange(first, last), PortRange.parse(text));
    assertEquals(text, PortRange.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "65536", "10-9", "0-5", "1-65536", "1-2-3"})
  void refusesWhatIsNoRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> PortRange.parse(text));
  }
}
