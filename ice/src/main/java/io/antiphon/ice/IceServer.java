package io.antiphon.ice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that helps to find a path: W3C {@code RTCIceServer}. Nothing is sent to any that is not
 * named here.
 *
 * @param urls where it is: several if it can be reached in several ways
 * @param username for TURN; null if there are only STUN URLs
 * @param credential the password beside it; never logged, and not in {@link #toString()}
 */
public record IceServer(
    List<IceServerUrl> urls, @Nullable String username, @Nullable String credential) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no URL, or a TURN server without user name and
   *     credential (W3C WebRTC §4.4.1.1)
   */
  public IceServer {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("an ICE server needs a URL");
    }
    boolean known = username != null && !username.isEmpty() && credential != null;
    for (IceServerUrl url : urls) {
      if (url.relay() && !known) {
        throw new IllegalArgumentException(url + " needs a user name and a password");
      }
    }
  }

  /** A STUN server, such as {@code stun:stun.example.org}. */
  public static IceServer stun(String url) {
    return new IceServer(List.of(IceServerUrl.parse(url)), null, null);
  }

  /** A TURN server, such as {@code turn:turn.example.org?transport=tcp}. */
  public static IceServer turn(String url, String username, String credential) {
    return new IceServer(List.of(IceServerUrl.parse(url)), username, credential);
  }

  /**
   * Reads {@code URL[,user,password]}, as on a command line; the password may hold commas.
   *
   * @throws IllegalArgumentException if it is malformed, saying why
   */
  public static IceServer parse(String text) {
    String[] parts = text.split(",", 3);
    if (parts.length == 2) {
      throw new IllegalArgumentException(
          "an ICE server is URL or URL,user,password: the password is missing");
    }
    IceServerUrl url = IceServerUrl.parse(parts[0].strip());
    return parts.length == 1
        ? new IceServer(List.of(url), null, null)
        : new IceServer(List.of(url), parts[1], parts[2]);
  }

  @Override
  public String toString() {
    return "IceServer[urls=" + urls + (username == null ? "" : ", username=" + username) + "]";
  }
}
