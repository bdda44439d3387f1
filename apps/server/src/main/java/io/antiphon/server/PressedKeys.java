package io.antiphon.server;

/** The keys that a peer has pressed, the last of them; any thread. */
final class PressedKeys {
  private static final int MOST = 256;

  private final StringBuilder keys = new StringBuilder();

  synchronized void press(String key) {
    keys.append(key);
    if (keys.length() > MOST) {
      keys.delete(0, keys.length() - MOST);
    }
  }

  /** Oldest first. */
  synchronized String all() {
    return keys.toString();
  }
}
