package io.antiphon.ice;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What candidates are to be looked for; start from {@link #hostOnly()}.
 *
 * @param servers asked for reflexive and relayed candidates; nobody is asked who is not named here
 * @param policy which candidates may be used
 * @param advertised for a bound address, the one that others know it by (a 1:1 NAT, a container's
 *     published port): it takes the place of the bound one in what they are told
 * @param trust whose certificates are believed of {@code turns:} servers; null for the system's
 */
public record GatheringConfig(
    List<IceServer> servers,
    IceTransportPolicy policy,
    Map<InetAddress, InetAddress> advertised,
    @Nullable SSLContext trust) {
  private static final GatheringConfig HOST_ONLY =
      new GatheringConfig(List.of(), IceTransportPolicy.ALL, Map.of(), null);

  /** Copies the collections. */
  public GatheringConfig {
    servers = List.copyOf(servers);
    advertised = Map.copyOf(advertised);
  }

  /** Addresses of this machine alone; nobody is asked. */
  public static GatheringConfig hostOnly() {
    return HOST_ONLY;
  }

  /** The same with these servers. */
  public GatheringConfig withServers(List<IceServer> newServers) {
    return new GatheringConfig(newServers, policy, advertised, trust);
  }

  /** The same under another policy. */
  public GatheringConfig withPolicy(IceTransportPolicy newPolicy) {
    return new GatheringConfig(servers, newPolicy, advertised, trust);
  }

  /** The same with addresses that others know ours by. */
  public GatheringConfig withAdvertised(Map<InetAddress, InetAddress> newAdvertised) {
    return new GatheringConfig(servers, policy, newAdvertised, trust);
  }

  /** The same, believing in other certificates than the system does. */
  public GatheringConfig withTrust(SSLContext newTrust) {
    return new GatheringConfig(servers, policy, advertised, newTrust);
  }

  SSLContext sslContext() {
    try {
      return trust == null ? SSLContext.getDefault() : trust;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
