package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One address that might work (RFC 8445 §5.1), as the {@code candidate} attribute says it (RFC 8839
 * §5.1).
 *
 * @param foundation equal for candidates of one type, base and server; 1 to 32 ice-chars
 * @param component 1 for RTP (and RTCP with it, RFC 5761), 2 for RTCP alone; up to 256
 * @param transport {@code udp}, or what else was said, in lower case
 * @param priority 1 to 2³¹ − 1 (RFC 8445 §5.1.2)
 * @param address an IP address literal, or a host name such as {@code 1f4712db.local}
 * @param port 0 to 65535
 * @param type how it was come by
 * @param relatedAddress of the base, for diagnosis only, or null
 * @param relatedPort of the base, 0 if there is none
 * @param extensions further name and value pairs, in order: {@code generation}, {@code ufrag} …
 */
public record Candidate(
    String foundation,
    int component,
    String transport,
    long priority,
    String address,
    int port,
    CandidateType type,
    @Nullable String relatedAddress,
    int relatedPort,
    Map<String, String> extensions) {

  static final int COMPONENT_RTP = 1;
  private static final String PREFIX = "candidate:";
  private static final int MAX_LENGTH = 1024;
  private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/\\-_=]{1,32}");
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");

  /** Keeps its own copy of the extensions. */
  public Candidate {
    Objects.requireNonNull(foundation, "foundation");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(type, "type");
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /**
   * A host candidate for an address of ours.
   *
   * @param address bound, with its port
   * @param localPreference 0 to 65535, more for an address that is better liked (RFC 8445 §5.1.2.1)
   */
  public static Candidate host(InetSocketAddress address, int localPreference) {
    return of(CandidateType.HOST, address, localPreference, null);
  }

  /**
   * A server-reflexive candidate: how {@code base} is seen from outside, learnt from a STUN server
   * or told by the operator (a 1:1 NAT).
   *
   * @param mapped the address outside
   * @param base the bound address behind it
   * @param localPreference 0 to 65535
   */
  public static Candidate serverReflexive(
      InetSocketAddress mapped, InetSocketAddress base, int localPreference) {
    return of(CandidateType.SERVER_REFLEXIVE, mapped, localPreference, base);
  }

  /**
   * A relayed candidate: an address on a TURN server.
   *
   * @param relayed the address there
   * @param mapped ours as the server sees it, for diagnosis; an unspecified one to keep it back
   * @param localPreference 0 to 65535
   */
  public static Candidate relayed(
      InetSocketAddress relayed, InetSocketAddress mapped, int localPreference) {
    return of(CandidateType.RELAYED, relayed, localPreference, mapped);
  }

  /** A candidate of the address that an authenticated check came from (RFC 8445 §7.3.1.3). */
  static Candidate peerReflexive(InetSocketAddress address, long priority) {
    return new Candidate(
        foundation(CandidateType.PEER_REFLEXIVE, address),
        COMPONENT_RTP,
        "udp",
        priority,
        literal(address),
        address.getPort(),
        CandidateType.PEER_REFLEXIVE,
        null,
        0,
        Map.of());
  }

  private static Candidate of(
      CandidateType type,
      InetSocketAddress address,
      int localPreference,
      @Nullable InetSocketAddress base) {
    if (localPreference < 0 || localPreference > 65535) {
      throw new IllegalArgumentException("local preference is not 16 bits: " + localPreference);
    }
    return new Candidate(
        // Of a relayed candidate the base is itself (RFC 8445 §5.1.1.2); what is told beside it is
        // not.
        foundation(type, base == null || type == CandidateType.RELAYED ? address : base),
        COMPONENT_RTP,
        "udp",
        priority(type, localPreference),
        literal(address),
        address.getPort(),
        type,
        base == null ? null : literal(base),
        base == null ? 0 : base.getPort(),
        Map.of());
  }

  /** The recommended formula (RFC 8445 §5.1.2.1) for component 1. */
  static long priority(CandidateType type, int localPreference) {
    return ((long) type.preference() << 24) + ((long) localPreference << 8) + (256 - COMPONENT_RTP);
  }

  /** Equal for equal type and base address, and otherwise hardly ever (RFC 8445 §5.1.1.3). */
  private static String foundation(CandidateType type, InetSocketAddress base) {
    int hash = 31 * base.getAddress().hashCode() + type.preference();
    return Integer.toUnsignedString(hash);
  }

  private static String literal(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      throw new IllegalArgumentException("unresolved: " + address);
    }
    String text = ip.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /**
   * Reads the value of a candidate attribute; a leading {@code a=} is allowed.
   *
   * <p>TCP candidates, other components and host names are well-formed here; a transport ignores
   * them. No name is looked up.
   *
   * @param text such as {@code candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host}
   * @throws CandidateFormatException if it is not one, saying why
   */
  public static Candidate parse(String text) throws CandidateFormatException {
    String value = text.startsWith("a=") ? text.substring(2) : text;
    if (!value.startsWith(PREFIX)) {
      throw new CandidateFormatException("does not start with \"candidate:\"");
    }
    if (value.length() > MAX_LENGTH) {
      throw new CandidateFormatException("longer than " + MAX_LENGTH + " characters");
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new CandidateFormatException("has a character that is not printable ASCII");
    }
    String[] words = value.substring(PREFIX.length()).strip().split(" +", -1);
    if (words.length < 8) {
      throw new CandidateFormatException("has " + words.length + " fields, fewer than 8");
    }
    require(FOUNDATION.matcher(words[0]).matches(), "foundation", words[0]);
    require(HOST.matcher(words[4]).matches(), "address", words[4]);
    require(!looksNumeric(words[4]) || ipAddress(words[4]) != null, "address", words[4]);
    require(words[6].equals("typ"), "word before the type", words[6]);
    CandidateType type = CandidateType.ofToken(words[7]);
    if (type == null) {
      throw new CandidateFormatException("unknown type: " + words[7]);
    }
    Map<String, String> extensions = extensions(words);
    String relatedAddress = extensions.remove("raddr");
    String relatedPort = extensions.remove("rport");
    return new Candidate(
        words[0],
        (int) number("component", words[1], 1, 256),
        words[2].toLowerCase(Locale.ROOT),
        number("priority", words[3], 0, 0xffffffffL),
        words[4],
        (int) number("port", words[5], 0, 65535),
        type,
        relatedAddress,
        relatedPort == null || relatedAddress == null
            ? 0
            : (int) number("rport", relatedPort, 0, 65535),
        extensions);
  }

  private static Map<String, String> extensions(String[] words) throws CandidateFormatException {
    if (words.length % 2 != 0) {
      throw new CandidateFormatException(
          "the last extension has no value: " + words[words.length - 1]);
    }
    Map<String, String> extensions = new LinkedHashMap<>();
    for (int i = 8; i < words.length; i += 2) {
      extensions.putIfAbsent(words[i], words[i + 1]);
    }
    return extensions;
  }

  private static void require(boolean condition, String field, String value)
      throws CandidateFormatException {
    if (!condition) {
      throw new CandidateFormatException("bad " + field + ": " + value);
    }
  }

  private static long number(String field, String digits, long minimum, long maximum)
      throws CandidateFormatException {
    long value = -1;
    if (digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      value = digits.isEmpty() ? -1 : Long.parseLong(digits);
    }
    require(value >= minimum && value <= maximum, field, digits);
    return value;
  }

  private static boolean looksNumeric(String address) {
    return address.indexOf(':') >= 0 || address.matches("[0-9.]+");
  }

  /** The address, without asking anybody; null if it is a host name. */
  private static @Nullable InetAddress ipAddress(String text) {
    try {
      Matcher ipv4 = IPV4.matcher(text);
      if (ipv4.matches()) {
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
          int octet = Integer.parseInt(ipv4.group(i + 1));
          if (octet > 255) {
            return null;
          }
          bytes[i] = (byte) octet;
        }
        return InetAddress.getByAddress(bytes);
      }
      // With a colon in it, the JDK takes it for an IPv6 literal or refuses: never a name.
      return text.indexOf(':') >= 0 ? InetAddress.getByName(text) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Where to send to, or null if the address is a host name (it is not resolved). */
  public @Nullable InetSocketAddress socketAddress() {
    InetAddress ip = ipAddress(address);
    return ip == null ? null : new InetSocketAddress(ip, port);
  }

  /** Whether this is UDP. */
  public boolean isUdp() {
    return transport.equals("udp");
  }

  /**
   * The {@code ufrag} extension, which says what generation it belongs to (RFC 8839 §5.1), or null.
   */
  public @Nullable String ufrag() {
    return extensions.get("ufrag");
  }

  /** The value of the attribute, from {@code candidate:} on. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(PREFIX).append(foundation);
    text.append(' ').append(component).append(' ').append(transport).append(' ').append(priority);
    text.append(' ').append(address).append(' ').append(port).append(" typ ").append(type.token());
    if (relatedAddress != null) {
      text.append(" raddr ").append(relatedAddress).append(" rport ").append(relatedPort);
    }
    extensions.forEach((name, value) -> text.append(' ').append(name).append(' ').append(value));
    return text.toString();
  }
}
