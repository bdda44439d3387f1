package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is asked who was not named: a call on this machine sends nothing to any other. */
@Tag("patient")
class NobodyAskedIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";

  @TempDir Path folder;

  @Test
  void nothingLeavesTheMachine() throws Exception {
    try (Namespace network = Namespace.create(folder)) {
      network.run("ip link add name cable type veth peer name end");
      network.run("ip address add " + ADDRESS + "/24 dev cable");
      network.run("ip link set end up");
      network.run("ip link set cable up");
      network.run("ip route add default via 192.0.2.1");
      for (String family : List.of("ip", "ip6")) {
        network.run("nft add table " + family + " watch");
        network.run(
            "nft add chain " + family + " watch out { type filter hook output priority 0 ; }");
      }
      // Not what the system itself says to its neighbours.
      network.run("nft add rule ip watch out oifname cable counter");
      network.run("nft add rule ip6 watch out oifname cable meta l4proto { tcp, udp } counter");
      call(network);
      for (String family : List.of("ip", "ip6")) {
        Program list = network.start(List.of("nft", "list", "table", family, "watch"));
        assertEquals(0, list.awaitExit(LIMIT), list::story);
        assertTrue(list.out().contains("counter packets 0 "), list.out());
      }
    }
  }

  /** Server and client with nothing but the defaults, on every address that there is. */
  private void call(Namespace network) throws Exception {
    String antiphon = Program.HOME.resolve("antiphon").toString();
    try (Program server =
        network.start(List.of(antiphon, "server", "--host", "0.0.0.0", "--port", "0"))) {
      String port = server.awaitLine("(?m)^listening on http://\\S+:(\\d+)$", LIMIT).group(1);
      Program client =
          network.start(
              List.of(
                  antiphon,
                  "client",
                  "--server",
                  "http://127.0.0.1:" + port,
                  "--no-playback",
                  "--tone=511",
                  "--seconds=2"));
      assertEquals(0, client.awaitExit(LIMIT), client::story);
    }
  }
}
