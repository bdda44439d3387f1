package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two peers, each behind a NAT of nftables in a network of its own, coturn between them: what path
 * they find.
 *
 * <pre>
 *  10.1.0.2 --- 10.1.0.1 NAT 203.0.113.2 --- 203.0.113.1 coturn 198.51.100.1 --- 198.51.100.2 NAT 10.2.0.1 --- 10.2.0.2
 * </pre>
 */
@Tag("patient")
class NatIT {
  private static final String COTURN = "203.0.113.1";
  private static final int PORT = 3478;

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  private Namespace namespace() throws Exception {
    Namespace namespace = Namespace.create(folder);
    open.add(namespace);
    return namespace;
  }

  /** A peer's program, and what it says. */
  private final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final List<String> description = new ArrayList<>();

    Peer(Namespace where, String... arguments) throws IOException {
      List<String> command = new ArrayList<>(where.prefix());
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-Xshare:auto",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              IcePeer.class.getName()));
      command.addAll(List.of(arguments));
      process =
          new ProcessBuilder(command).redirectError(folder.resolve("peer.err").toFile()).start();
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      in = process.outputWriter(StandardCharsets.UTF_8);
    }

    List<String> description() throws IOException {
      String line = out.readLine();
      while (line != null && !line.equals("end")) {
        description.add(line);
        line = out.readLine();
      }
      if (line == null) {
        throw new AssertionError(Files.readString(folder.resolve("peer.err")));
      }
      return description;
    }

    void tell(List<String> theirs) throws IOException {
      in.write(String.join("\n", theirs) + "\nend\n");
      in.flush();
    }

    String path() throws IOException {
      String line = out.readLine();
      if (line == null) {
        throw new AssertionError(Files.readString(folder.resolve("peer.err")));
      }
      return line;
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Namespace home(Namespace internet, int number, String network, Nat nat) throws Exception {
    Namespace router = namespace();
    Namespace home = namespace();
    String cable = "wan" + number;
    internet.connect(cable, network + ".1/24", router, network + ".2/24");
    router.connect("lan", "10." + number + ".0.1/24", home, "10." + number + ".0.2/24");
    router.run("ip route add default via " + network + ".1");
    home.run("ip route add default via 10." + number + ".0.1");
    router.run(List.of("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"));
    Path rules = Files.createTempFile(folder, "nat", ".nft");
    Files.writeString(rules, nat.rules(cable, "10." + number + ".0.2"));
    router.run("nft -f " + rules);
    return home;
  }

  @ParameterizedTest
  @CsvSource({
    "FULL_CONE, FULL_CONE, srflx srflx, srflx srflx",
    "PORT_RESTRICTED, PORT_RESTRICTED, srflx srflx, srflx srflx",
    "FULL_CONE, SYMMETRIC, srflx prflx, prflx srflx",
    "PORT_RESTRICTED, SYMMETRIC, relay prflx|srflx relay|relay relay, prflx relay|relay srflx|relay"
        + " relay",
    "SYMMETRIC, SYMMETRIC, relay prflx|prflx relay|relay relay, relay prflx|prflx relay|relay relay",
  })
  void thePathThatTheNatsPermitIsFound(Nat first, Nat second, String ours, String theirs)
      throws Exception {
    try {
      Namespace internet = namespace();
      Namespace here = home(internet, 1, "203.0.113", first);
      Namespace there = home(internet, 2, "198.51.100", second);
      internet.run(List.of("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"));
      // What leads nowhere is lost without a word, as out there; coturn ends an allocation whose
      // datagrams the system refuses to send.
      internet.run("ip link add name void type veth peer name void2");
      internet.run("ip link set void arp off up");
      internet.run("ip link set void2 up");
      internet.run("ip route add default dev void");
      Coturn.makeCertificate(folder);
      Coturn coturn = Coturn.start(folder, internet.prefix(), COTURN, PORT, 5349);
      open.add(coturn);
      String server = "turn:" + COTURN + "," + Coturn.USER + "," + Coturn.PASSWORD;
      internet.run(
          List.of("sh", "-c", "until ss -Hltn | grep -q :" + PORT + "; do sleep 0.1; done"));
      Peer a = new Peer(here, "controlling", "10.1.0.2", "all", server);
      open.add(a);
      Peer b = new Peer(there, "controlled", "10.2.0.2", "all", server);
      open.add(b);
      a.tell(b.description());
      b.tell(a.description());
      String told = a.path() + " / " + b.path();
      assertTrue(
          told.matches("path (" + ours + ") / path (" + theirs + ")"),
          told + ": " + a.description + " " + b.description);
    } finally {
      close();
    }
  }

  @Test
  void withoutANatNobodyIsBothered() throws Exception {
    try {
      Namespace here = namespace();
      Namespace there = namespace();
      here.connect("cable", "10.3.0.1/24", there, "10.3.0.2/24");
      Peer a = new Peer(here, "controlling", "10.3.0.1", "all");
      open.add(a);
      Peer b = new Peer(there, "controlled", "10.3.0.2", "all");
      open.add(b);
      a.tell(b.description());
      b.tell(a.description());
      assertEquals("path host host", a.path());
      assertEquals("path host host", b.path());
    } finally {
      close();
    }
  }
}
