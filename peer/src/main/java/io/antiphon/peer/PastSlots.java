package io.antiphon.peer;

/** The last tenth of a second of a mix, slot by slot. */
final class PastSlots {
  private static final int CAPACITY = 5;

  private final short[][] slots = new short[CAPACITY][SlotAudio.LENGTH];
  private int next;
  private int count;

  /** Adds a slot; the oldest is forgotten. */
  void add(short[] pcm) {
    System.arraycopy(pcm, 0, slots[next], 0, pcm.length);
    next = (next + 1) % CAPACITY;
    count = Math.min(CAPACITY, count + 1);
  }

  int count() {
    return count;
  }

  /** One of them, 0 being the oldest. */
  short[] pcm(int index) {
    return slots[(next - count + index + CAPACITY) % CAPACITY];
  }
}
