package io.antiphon.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which addresses of this machine may be used. A rule is an interface's name ({@code eth0}, or
 * {@code docker*} for all whose names begin so), an address ({@code 192.0.2.1}) or a network
 * ({@code 10.0.0.0/8}, {@code fd00::/8}).
 *
 * @param allow if there are any, an address must meet one of them
 * @param deny an address must meet none of them
 */
public record AddressRules(List<String> allow, List<String> deny) {
  /** Every address. */
  public static final AddressRules NONE = new AddressRules(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException naming a rule that is malformed
   */
  public AddressRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    allow.forEach(AddressRules::check);
    deny.forEach(AddressRules::check);
  }

  private static void check(String rule) {
    if (isNumeric(rule)) {
      int slash = rule.indexOf('/');
      InetAddress network = literal(slash < 0 ? rule : rule.substring(0, slash));
      int bits = slash < 0 ? 0 : bits(rule.substring(slash + 1));
      if (bits <= network.getAddress().length * 8) {
        return;
      }
    } else if (rule.matches("[A-Za-z0-9._@-]+\\*?")) {
      return;
    }
    throw malformed(rule);
  }

  private static IllegalArgumentException malformed(String rule) {
    return new IllegalArgumentException(
        "\"" + rule + "\" is neither an interface nor an address nor a network like 10.0.0.0/8");
  }

  private static boolean isNumeric(String rule) {
    return rule.indexOf(':') >= 0 || rule.matches("[0-9.]+(/.*)?");
  }

  private static int bits(String text) {
    if (!text.matches("[0-9]{1,3}")) {
      throw malformed("/" + text);
    }
    return Integer.parseInt(text);
  }

  private static InetAddress literal(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") && text.indexOf(':') < 0) {
      throw malformed(text);
    }
    try {
      return InetAddress.getAllByName(text)[0];
    } catch (UnknownHostException e) {
      throw malformed(text);
    }
  }

  /** Whether an address of that interface may be used. */
  public boolean permits(String interfaceName, InetAddress address) {
    return (allow.isEmpty() || allow.stream().anyMatch(r -> meets(r, interfaceName, address)))
        && deny.stream().noneMatch(r -> meets(r, interfaceName, address));
  }

  private static boolean meets(String rule, String interfaceName, InetAddress address) {
    if (!isNumeric(rule)) {
      return rule.endsWith("*")
          ? interfaceName.startsWith(rule.substring(0, rule.length() - 1))
          : interfaceName.equals(rule);
    }
    int slash = rule.indexOf('/');
    byte[] network = literal(slash < 0 ? rule : rule.substring(0, slash)).getAddress();
    byte[] bytes = address.getAddress();
    int bits = slash < 0 ? network.length * 8 : bits(rule.substring(slash + 1));
    if (bytes.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((bytes[bit / 8] & mask) != (network[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The addresses of this machine that may be used: loopback too, so that a browser on this machine
   * always gets through, but no link-local ones (they need a zone that the other side cannot know).
   *
   * @param ipv6 whether IPv6 ones are wanted beside IPv4
   */
  public List<InetAddress> addresses(boolean ipv6) throws SocketException {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (link.isUp()) {
        for (InetAddress address : Collections.list(link.getInetAddresses())) {
          boolean wanted = ipv6 || !(address instanceof Inet6Address);
          if (wanted && !address.isLinkLocalAddress() && permits(link.getName(), address)) {
            all.add(address);
          }
        }
      }
    }
    return all;
  }

  /**
   * Whether nobody outside of a private network can send to it: loopback, link-local, RFC 1918, RFC
   * 6598 (carriers' NATs), RFC 4193.
   */
  public static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return carrier
        || uniqueLocal
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress();
  }
}
