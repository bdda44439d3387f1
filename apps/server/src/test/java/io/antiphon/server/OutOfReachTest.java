package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.PortRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who has private addresses alone is told so, and what would help. */
class OutOfReachTest {
  private static List<String> warnings(GatheringConfig gathering, String... addresses) {
    List<InetAddress> local = Stream.of(addresses).map(OutOfReachTest::address).toList();
    Logger log = (Logger) LoggerFactory.getLogger(Server.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      Server.warnIfOutOfReach(new NetworkConfig(local, PortRange.ANY, gathering));
    } finally {
      log.detachAppender(lines);
    }
    return lines.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  @Test
  void onlyPrivateAddressesAreWarnedOf() {
    List<String> warnings = warnings(GatheringConfig.hostOnly(), "127.0.0.1", "10.1.2.3");
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("10.1.2.3"), warnings.get(0));
    assertTrue(warnings.get(0).contains("--ice-address"), warnings.get(0));
  }

  @Test
  void nothingIsSaidOfAServerForThisMachineOrWithAWayOut() {
    GatheringConfig hosts = GatheringConfig.hostOnly();
    assertEquals(List.of(), warnings(hosts, "127.0.0.1", "::1"));
    assertEquals(List.of(), warnings(hosts, "10.1.2.3", "203.0.113.5"));
    assertEquals(
        List.of(),
        warnings(
            hosts.withAdvertised(Map.of(address("10.1.2.3"), address("203.0.113.5"))), "10.1.2.3"));
    IceServer server = IceServer.stun("stun:stun.example.org");
    assertEquals(List.of(), warnings(hosts.withServers(List.of(server)), "10.1.2.3"));
  }
}
