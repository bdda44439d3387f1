package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A user name and password for a server, and what its last challenge has added to them (RFC 8489
 * §9.2).
 */
final class LongTermCredential {
  private final String username;
  private final String password;
  private @Nullable String realm;
  private byte @Nullable [] nonce;
  private @Nullable StunKey key;

  LongTermCredential(String username, String password) {
    this.username = username;
    this.password = password;
  }

  /** The key of this user in this realm: MD5 of all three (RFC 8489 §9.2.2). */
  static StunKey key(String username, String realm, String password) {
    try {
      // The text should be OpaqueString-prepared first, which leaves ASCII as it is.
      byte[] text = (username + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
      return new StunKey(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** Whether the server has challenged us: from then on every request is signed. */
  boolean isChallenged() {
    return key != null;
  }

  /**
   * Takes the realm and nonce of a 401 or 438.
   *
   * @return false if they are not there, so that nothing can be answered
   */
  boolean onChallenge(StunMessage refusal) {
    String newRealm = refusal.realm() == null ? realm : refusal.realm();
    byte[] newNonce = refusal.nonce();
    if (newRealm == null || newNonce == null) {
      return false;
    }
    if (key == null || !newRealm.equals(realm)) {
      key = key(username, newRealm, password);
    }
    realm = newRealm;
    nonce = newNonce;
    return true;
  }

  /** Signs a request, or seals it while there was no challenge yet. */
  ByteBuffer sign(StunWriter request) {
    return key == null || realm == null || nonce == null
        ? request.seal()
        : request.username(username).realm(realm).nonce(nonce).sign(key);
  }

  /** Whether the answer is the server's own; before the challenge, any is. */
  boolean vouchesFor(StunMessage answer) {
    return key == null || answer.isSignedWith(key);
  }
}
