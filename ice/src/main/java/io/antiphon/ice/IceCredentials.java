package io.antiphon.ice;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The short-term credential of one side (RFC 8445 §5.3).
 *
 * @param ufrag the user name fragment, 4 to 256 characters
 * @param pwd the password, 22 to 256 characters; never logged, and not in {@link #toString()}
 */
public record IceCredentials(String ufrag, String pwd) {
  /** The 64 characters that RFC 8839 §5.4 allows, six bits each. */
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final int UFRAG_LENGTH = 8;
  private static final int PWD_LENGTH = 32;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a part is too short, too long, or has another character
   *     than an ice-char (RFC 8839 §5.4), {@code -}, {@code _} or {@code =}
   */
  public IceCredentials {
    requireIceChars("ufrag", ufrag, 4);
    requireIceChars("pwd", pwd, 22);
  }

  /**
   * New credentials: 48 bits of ufrag, 192 bits of password (RFC 8445 §5.3 asks for 24 and 128).
   *
   * @param random one that cannot be guessed, such as {@link java.security.SecureRandom}
   */
  public static IceCredentials generate(RandomGenerator random) {
    return new IceCredentials(iceChars(random, UFRAG_LENGTH), iceChars(random, PWD_LENGTH));
  }

  private static String iceChars(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
    }
    return text.toString();
  }

  private static void requireIceChars(String name, String value, int minimum) {
    Objects.requireNonNull(value, name);
    if (value.length() < minimum || value.length() > 256) {
      throw new IllegalArgumentException(
          name + " has " + value.length() + " characters, not " + minimum + " to 256");
    }
    for (int i = 0; i < value.length(); i++) {
      // '-' and '_' are no ice-chars, but some stacks send them and they do no harm.
      if (ICE_CHARS.indexOf(value.charAt(i)) < 0 && "-_=".indexOf(value.charAt(i)) < 0) {
        throw new IllegalArgumentException(
            name + " has a character that is no ice-char at " + i + " (RFC 8839 §5.4)");
      }
    }
  }

  @Override
  public String toString() {
    return "IceCredentials[ufrag=" + ufrag + "]";
  }
}
