package io.antiphon.ice;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a STUN or TURN server is: a {@code stun} URI (RFC 7064) or a {@code turn} URI (RFC 7065).
 *
 * @param relay whether it is a TURN server ({@code turn:}, {@code turns:})
 * @param transport how to speak to it
 * @param host a name or an IP address literal, an IPv6 one without its brackets
 * @param port 1 to 65535; 3478 if the URL names none, 5349 with TLS
 */
public record IceServerUrl(boolean relay, Transport transport, String host, int port) {
  /** What carries the messages to a server (RFC 8656 §3.1). */
  public enum Transport {
    /** Datagrams. */
    UDP(60_000),
    /** A stream. */
    TCP(40_000),
    /** A stream, encrypted, to a server whose certificate names the URL's host. */
    TLS(20_000);

    private final int preference;

    Transport(int preference) {
      this.preference = preference;
    }

    /** Local preference of a candidate relayed this way (RFC 8445 §5.1.2.2): UDP is best. */
    int preference() {
      return preference;
    }
  }

  private static final int DEFAULT_PORT = 3478;
  private static final int DEFAULT_TLS_PORT = 5349;
  private static final Pattern FORM =
      Pattern.compile(
          "(stuns?|turns?):(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~-]+)(?::([0-9]{1,5}))?"
              + "(?:\\?transport=([A-Za-z0-9-]+))?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads a URL such as {@code stun:stun.example.org} or {@code turns:192.0.2.1:443?transport=tcp}.
   * No name is looked up.
   *
   * @throws IllegalArgumentException if it is none, saying what is wrong
   */
  public static IceServerUrl parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\""
              + url
              + "\" is no STUN or TURN URL; such are stun:HOST[:PORT],"
              + " turn:HOST[:PORT][?transport=udp|tcp] and turns:HOST[:PORT]");
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    boolean secure = scheme.endsWith("s");
    boolean relay = scheme.startsWith("turn");
    String host = form.group(2);
    return new IceServerUrl(
        relay,
        transport(url, relay, secure, form.group(4)),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port(url, form.group(3), secure ? DEFAULT_TLS_PORT : DEFAULT_PORT));
  }

  private static Transport transport(
      String url, boolean relay, boolean secure, @Nullable String named) {
    String name = named == null ? "" : named.toLowerCase(Locale.ROOT);
    if (!name.isEmpty() && !relay) {
      throw new IllegalArgumentException(
          "\"" + url + "\": a stun URL has no transport (RFC 7064 §3.1)");
    }
    return switch (name) {
      case "" -> secure ? Transport.TLS : Transport.UDP;
      case "tcp" -> secure ? Transport.TLS : Transport.TCP;
      case "udp" -> {
        if (secure) {
          throw new IllegalArgumentException(
              "\"" + url + "\": TURN over DTLS is not supported; turns: speaks TLS over TCP");
        }
        yield Transport.UDP;
      }
      default ->
          throw new IllegalArgumentException(
              "\"" + url + "\": the transport is udp or tcp, not " + named);
    };
  }

  private static int port(String url, @Nullable String digits, int otherwise) {
    int port = digits == null ? otherwise : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("\"" + url + "\": the port is from 1 to 65535");
    }
    return port;
  }

  /** The URL, with its port. */
  @Override
  public String toString() {
    String scheme = (relay ? "turn" : "stun") + (transport == Transport.TLS ? "s" : "");
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return scheme
        + ":"
        + literal
        + ":"
        + port
        + (relay && transport == Transport.TCP ? "?transport=tcp" : "");
  }
}
