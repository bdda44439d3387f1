package io.antiphon.server;

import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.AddressRules;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.ice.PortRange;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that say how peers are reached, with their checks. */
final class NetworkOptions {
  @Option(
      names = "--ice-address",
      split = ",",
      paramLabel = "ADDRESS[/LOCAL]",
      description =
          "local address that audio may use; one that is not this machine's own is what others know"
              + " the address LOCAL by (1:1 NAT, container); may be given more than once (default:"
              + " the address of --host, or every address of this machine if that is 0.0.0.0 or ::)",
      showDefaultValue = Visibility.NEVER)
  List<String> iceAddresses = List.of();

  @Option(
      names = "--ice-allow",
      split = ",",
      paramLabel = "RULE",
      description =
          "of every address, use only those of this interface (eth0, docker*), address or network"
              + " (10.0.0.0/8); may be given more than once",
      showDefaultValue = Visibility.NEVER)
  List<String> iceAllow = List.of();

  @Option(
      names = "--ice-deny",
      split = ",",
      paramLabel = "RULE",
      description = "of every address, do not use those; likewise",
      showDefaultValue = Visibility.NEVER)
  List<String> iceDeny = List.of();

  @Option(
      names = "--ice-server",
      split = "\\s+(?=(?:stun|turn)s?:)",
      paramLabel = "URL[,USER,PASSWORD]",
      description =
          "STUN or TURN server to ask for more ways to be reached, such as stun:HOST[:PORT],"
              + " turn:HOST[:PORT][?transport=tcp] or turns:HOST[:PORT]; may be given more than"
              + " once (default: none, nobody is asked)",
      showDefaultValue = Visibility.NEVER)
  List<String> iceServers = List.of();

  @Option(
      names = "--ice-policy",
      paramLabel = "all|relay",
      description = "relay: audio goes by way of a TURN server only")
  String icePolicy = "all";

  @Option(
      names = "--ice-lite",
      description =
          "only answer the checks of peers, send none (RFC 8445): for a server with a public"
              + " address, which peers reach as it is")
  boolean iceLite;

  @Option(
      names = "--udp-port",
      paramLabel = "PORT[-LAST]",
      description =
          "the one UDP port for the audio of all peers; of a range the first free one; 0: any free"
              + " one")
  String udpPort = "0";

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "the certificate that peers are shown, in PEM, with its chain if it has one (default: a"
              + " new one at each start)",
      showDefaultValue = Visibility.NEVER)
  @Nullable Path certificate;

  @Option(
      names = "--private-key",
      paramLabel = "FILE",
      description = "the key of --certificate, in PEM: on an elliptic curve, not encrypted",
      showDefaultValue = Visibility.NEVER)
  @Nullable Path privateKey;

  /**
   * What was chosen.
   *
   * @param host where HTTP listens
   * @throws IllegalArgumentException naming the option that is wrong
   * @throws IOException if the system does not tell its addresses
   */
  NetworkConfig config(InetAddress host) throws IOException {
    AddressRules rules =
        naming("--ice-allow, --ice-deny", () -> new AddressRules(iceAllow, iceDeny));
    Map<InetAddress, InetAddress> advertised = new LinkedHashMap<>();
    List<InetAddress> addresses = new ArrayList<>();
    for (String each : iceAddresses) {
      add(each, host, rules, addresses, advertised);
    }
    if (addresses.isEmpty()) {
      addresses.addAll(usable(host, rules));
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("--ice-allow, --ice-deny: they leave no address");
    }
    GatheringConfig gathering =
        GatheringConfig.hostOnly()
            .withAdvertised(advertised)
            .withServers(
                naming("--ice-server", () -> iceServers.stream().map(IceServer::parse).toList()))
            .withPolicy(policy());
    if (iceLite
        && !(gathering.servers().isEmpty() && gathering.policy() == IceTransportPolicy.ALL)) {
      throw new IllegalArgumentException(
          "--ice-lite goes neither with --ice-server nor with --ice-policy relay");
    }
    PortRange ports = naming("--udp-port", () -> PortRange.parse(udpPort));
    return new NetworkConfig(addresses, ports, gathering, iceLite, identity());
  }

  private @Nullable Identity identity() {
    Path certificateFile = certificate;
    Path keyFile = privateKey;
    if (certificateFile == null && keyFile == null) {
      return null;
    }
    if (certificateFile == null || keyFile == null) {
      throw new IllegalArgumentException("--certificate and --private-key go together");
    }
    try {
      return Identity.load(certificateFile, keyFile);
    } catch (IOException e) {
      throw new IllegalArgumentException("--certificate, --private-key: " + e.getMessage(), e);
    }
  }

  private IceTransportPolicy policy() {
    try {
      return IceTransportPolicy.valueOf(icePolicy.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--ice-policy is all or relay, not " + icePolicy, e);
    }
  }

  private static void add(
      String text,
      InetAddress host,
      AddressRules rules,
      List<InetAddress> addresses,
      Map<InetAddress, InetAddress> advertised)
      throws IOException {
    int slash = text.indexOf('/');
    InetAddress told = address(slash < 0 ? text : text.substring(0, slash));
    if (slash >= 0) {
      InetAddress local = address(text.substring(slash + 1));
      addresses.add(local);
      advertised.put(local, told);
    } else if (told.isLoopbackAddress() || NetworkInterface.getByInetAddress(told) != null) {
      addresses.add(told);
    } else {
      for (InetAddress local : usable(host, rules)) {
        if (local instanceof Inet6Address == told instanceof Inet6Address
            && (host.equals(local) || !local.isLoopbackAddress())) {
          addresses.add(local);
          advertised.put(local, told);
        }
      }
    }
  }

  private static List<InetAddress> usable(InetAddress host, AddressRules rules) throws IOException {
    return host.isAnyLocalAddress() ? rules.addresses(host instanceof Inet6Address) : List.of(host);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getAllByName(text)[0];
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("--ice-address: there is no address or host " + text, e);
    }
  }

  private static <T> T naming(String option, java.util.function.Supplier<T> parsed) {
    try {
      return parsed.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
