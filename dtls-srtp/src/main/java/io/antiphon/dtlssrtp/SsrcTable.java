package io.antiphon.dtlssrtp;

import org.jspecify.annotations.Nullable;

/**
 * A small, bounded map from SSRC to its context, without boxing. To forget a context is to forget
 * what has been replayed, so one is let go only to make room, and only if it was not used while
 * many packets of others were.
 */
final class SsrcTable<T> {
  /** At most half full, so a probe always ends. */
  private static final int SLOTS = 2 * SrtpSession.MAX_SOURCES;

  private final int[] ssrcs = new int[SLOTS];
  private final long[] lastUses = new long[SLOTS];
  private final @Nullable Object[] contexts = new @Nullable Object[SLOTS];
  private int size;
  private long uses;

  @SuppressWarnings("unchecked")
  @Nullable T get(int ssrc) {
    return (T) contexts[slot(ssrc)];
  }

  boolean isFull() {
    return size == SrtpSession.MAX_SOURCES;
  }

  /** Notes that a packet of a source that is here was good. */
  void used(int ssrc) {
    lastUses[slot(ssrc)] = ++uses;
  }

  /** Whether one more source can be put in, if need be in the place of one that fell silent. */
  boolean hasRoom() {
    return size < SrtpSession.MAX_SOURCES
        || uses - lastUses[longestUnused()] >= SrtpSession.IDLE_PACKETS;
  }

  /** Puts a source in, just used. */
  void put(int ssrc, T context) {
    if (!hasRoom()) {
      throw new IllegalStateException("already " + size + " sources");
    }
    if (size == SrtpSession.MAX_SOURCES) {
      remove(longestUnused());
    }
    insert(ssrc, context, ++uses);
  }

  private int longestUnused() {
    int found = -1;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (contexts[slot] != null && (found < 0 || lastUses[slot] < lastUses[found])) {
        found = slot;
      }
    }
    return found;
  }

  /** Empties a slot, and moves up those behind it that would not be found past the gap. */
  private void remove(int slot) {
    contexts[slot] = null;
    size--;
    int next = (slot + 1) & (SLOTS - 1);
    while (contexts[next] != null) {
      Object moved = contexts[next];
      contexts[next] = null;
      size--;
      insert(ssrcs[next], moved, lastUses[next]);
      next = (next + 1) & (SLOTS - 1);
    }
  }

  private void insert(int ssrc, @Nullable Object context, long lastUse) {
    int slot = slot(ssrc);
    ssrcs[slot] = ssrc;
    contexts[slot] = context;
    lastUses[slot] = lastUse;
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
