package io.antiphon.rtp.jitter;

import org.jspecify.annotations.Nullable;

/**
 * Packets kept by their extended sequence numbers, each in the place its number has modulo the
 * capacity. Nothing is allocated once the places have grown to the payloads' size.
 */
final class PacketRing {
  private final PacketSlot[] slots;
  private int size;
  private long lowest;

  /** Makes an empty one; the capacity must be a power of two. */
  PacketRing(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    slots = new PacketSlot[capacity];
    for (int i = 0; i < capacity; i++) {
      slots[i] = new PacketSlot();
    }
  }

  private PacketSlot slot(long sequence) {
    return slots[(int) sequence & (slots.length - 1)];
  }

  /** Whether the packet of this number is here, or was and has not been forgotten since. */
  boolean knows(long sequence) {
    return slot(sequence).sequence() == sequence;
  }

  /** Whether that packet itself is or was here, not only a copy of it. */
  boolean knowsItself(long sequence) {
    return knows(sequence) && !slot(sequence).isCopy();
  }

  /** Whether the packet behind that one is or was here, and held a copy of it. */
  boolean hasCopyOf(long sequence) {
    return knowsItself(sequence + 1) && slot(sequence + 1).isRedundant();
  }

  /** The packet of this number, or null if it is not here. */
  @Nullable PacketSlot at(long sequence) {
    PacketSlot slot = slot(sequence);
    return slot.isFilled() && slot.sequence() == sequence ? slot : null;
  }

  /** The packet in the way of this number, or null if its place is free. */
  @Nullable PacketSlot occupant(long sequence) {
    PacketSlot slot = slot(sequence);
    return slot.isFilled() ? slot : null;
  }

  /** What becomes of a packet that drives no other out of its place, if it is late or is not. */
  Insertion admit(long sequence, boolean late) {
    if (knows(sequence)) {
      return Insertion.DUPLICATE;
    }
    if (late) {
      return Insertion.LATE;
    }
    return occupant(sequence) == null ? Insertion.KEPT : Insertion.REFUSED;
  }

  /** The free place of this number, to be filled by the caller at once. */
  PacketSlot claim(long sequence) {
    lowest = size == 0 ? sequence : Math.min(lowest, sequence);
    size++;
    return slot(sequence);
  }

  /** Takes a packet out. Its bytes are good until its place is claimed again. */
  void remove(PacketSlot slot) {
    slot.empty();
    size--;
  }

  int size() {
    return size;
  }

  /** The packet with the lowest number, or null when empty. */
  @Nullable PacketSlot first() {
    if (size == 0) {
      return null;
    }
    for (int i = 0; i < slots.length; i++) {
      PacketSlot slot = slot(lowest + i);
      if (slot.isFilled() && slot.sequence() == lowest + i) {
        lowest += i;
        return slot;
      }
    }
    return lowestOfAll();
  }

  /** For rows with a hole wider than the ring. */
  private @Nullable PacketSlot lowestOfAll() {
    PacketSlot first = null;
    for (PacketSlot slot : slots) {
      if (slot.isFilled() && (first == null || slot.sequence() < first.sequence())) {
        first = slot;
      }
    }
    if (first != null) {
      lowest = first.sequence();
    }
    return first;
  }
}
