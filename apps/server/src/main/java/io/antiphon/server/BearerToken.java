package io.antiphon.server;

import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.HttpRoute;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What a caller must show in {@code Authorization: Bearer …} (RFC 6750 §2.1). */
final class BearerToken {
  private static final String SCHEME = "bearer ";

  private final byte @Nullable [] token;

  /**
   * A token.
   *
   * @param token null if anybody may call
   */
  BearerToken(@Nullable String token) {
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
  }

  /** Lets those calls through that show it; others are answered 401. */
  HttpRoute guard(HttpRoute route) {
    return call ->
        isShownBy(call)
            ? route.handle(call)
            : HttpReply.problem(
                    401, "Unauthorized", "Show this server's token: Authorization: Bearer ….")
                .header("WWW-Authenticate", "Bearer")
                .now();
  }

  private boolean isShownBy(HttpCall call) {
    byte[] wanted = token;
    if (wanted == null) {
      return true;
    }
    String shown = call.header("Authorization");
    if (shown == null || !shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] bytes = shown.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
    // In a time that does not tell how much of it was right.
    return MessageDigest.isEqual(wanted, bytes);
  }
}
