package io.antiphon.dtlssrtp;

import org.jspecify.annotations.Nullable;

/**
 * A small, bounded map from SSRC to its context, without boxing. Nothing is ever taken out: to
 * forget a context is to forget what has been replayed.
 */
final class SsrcTable<T> {
  /** At most half full, so a probe always ends. */
  private static final int SLOTS = 2 * SrtpSession.MAX_SOURCES;

  private final int[] ssrcs = new int[SLOTS];
  private final @Nullable Object[] contexts = new @Nullable Object[SLOTS];
  private int size;

  @SuppressWarnings("unchecked")
  @Nullable T get(int ssrc) {
    return (T) contexts[slot(ssrc)];
  }

  boolean isFull() {
    return size == SrtpSession.MAX_SOURCES;
  }

  void put(int ssrc, T context) {
    if (isFull()) {
      throw new IllegalStateException("already " + size + " sources");
    }
    int slot = slot(ssrc);
    ssrcs[slot] = ssrc;
    contexts[slot] = context;
    size++;
  }

  private int slot(int ssrc) {
    int slot = ((ssrc * 0x9E3779B9) >>> 16) & (SLOTS - 1);
    while (contexts[slot] != null && ssrcs[slot] != ssrc) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }
}
