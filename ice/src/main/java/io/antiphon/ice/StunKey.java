package io.antiphon.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password as the key of MESSAGE-INTEGRITY: HMAC-SHA1 over the message up to the attribute (RFC
 * 8489 §14.5).
 *
 * <p>Keeps its MAC, since looking one up costs more than using it. One thread.
 */
final class StunKey {
  static final int HMAC_LENGTH = 20;
  private static final String ALGORITHM = "HmacSHA1";
  private final Mac mac;

  /** The password must be ice-chars: SASLprep leaves those as they are (RFC 8489 §9.1.1). */
  StunKey(String pwd) {
    this(pwd.getBytes(StandardCharsets.UTF_8));
  }

  StunKey(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }

  /**
   * The HMAC of a message whose MESSAGE-INTEGRITY starts at {@code attributeOffset}. The header's
   * length counts up to that attribute's end, whatever follows it.
   */
  byte[] hmac(byte[] message, int attributeOffset) {
    int length = attributeOffset - StunFraming.HEADER_LENGTH + 4 + HMAC_LENGTH;
    mac.update(message, 0, 2);
    mac.update((byte) (length >> 8));
    mac.update((byte) length);
    mac.update(message, 4, attributeOffset - 4);
    return mac.doFinal();
  }

  boolean verifies(byte[] message, int attributeOffset, byte[] hmac) {
    return MessageDigest.isEqual(hmac(message, attributeOffset), hmac);
  }
}
