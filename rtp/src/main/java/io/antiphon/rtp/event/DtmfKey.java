package io.antiphon.rtp.event;

/** The sixteen keys, and the numbers of their events (RFC 4733 §3.2). */
public final class DtmfKey {
  /** No key. */
  public static final int NONE = -1;

  private static final String KEYS = "0123456789*#ABCD";

  private DtmfKey() {}

  /** The event of a key, 0 to 15; {@link #NONE} if the character is none. Case does not matter. */
  public static int event(char key) {
    return KEYS.indexOf(key >= 'a' && key <= 'd' ? key - 'a' + 'A' : key);
  }

  /** The key of an event: a digit, {@code *}, {@code #}, or A to D; 0 if the event is no key. */
  public static char key(int event) {
    return event >= 0 && event < KEYS.length() ? KEYS.charAt(event) : 0;
  }
}
