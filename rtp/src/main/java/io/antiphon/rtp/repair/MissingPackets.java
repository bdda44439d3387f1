package io.antiphon.rtp.repair;

import io.antiphon.rtp.SequenceNumber;

/**
 * Which packets of a source to ask for again, and when: soon after a newer one has come, again when
 * an answer should have been here, and no more once it would come too late. One thread; nothing is
 * allocated per packet.
 */
public final class MissingPackets {
  /** The most that are asked for at once. */
  public static final int MOST = 32;

  private static final int CAPACITY = 128;
  private static final int MOST_TIMES = 4;

  /** Packets overtake each other by less than this. */
  private static final long REORDER_NANOS = 8_000_000;

  private static final long LEAST_APART_NANOS = 20_000_000;

  private long patienceNanos;
  private final boolean[] missing = new boolean[CAPACITY];
  private final int[] numbers = new int[CAPACITY];
  private final long[] sinceNanos = new long[CAPACITY];
  private final long[] askedNanos = new long[CAPACITY];
  private final int[] times = new int[CAPACITY];
  private final int[] due = new int[MOST];
  private boolean started;
  private int newest;
  private long roundTripNanos;
  private int count;
  private long asked;
  private long recovered;

  /**
   * Makes one that misses nothing.
   *
   * @param patienceNanos for how long a packet is of use after a newer one has come
   */
  public MissingPackets(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** Changes for how long a packet is of use after a newer one has come. */
  public void setPatienceNanos(long newPatienceNanos) {
    patienceNanos = newPatienceNanos;
  }

  /**
   * A packet has come.
   *
   * @return whether it was sent again because we asked: its lateness says nothing of the network's
   *     evenness
   */
  public boolean onPacket(long nowNanos, int sequenceNumber) {
    int ahead = started ? SequenceNumber.difference(sequenceNumber, newest) : 1;
    if (ahead <= 0) {
      return found(nowNanos, sequenceNumber);
    }
    if (ahead > MOST) { // a restart, or more than can be made up for
      forget();
    } else {
      for (int i = ahead - 1; i > 0 && started; i--) {
        miss(nowNanos, (sequenceNumber - i) & 0xFFFF);
      }
    }
    clear(sequenceNumber & (CAPACITY - 1));
    started = true;
    newest = sequenceNumber;
    return false;
  }

  private void miss(long nowNanos, int number) {
    int place = number & (CAPACITY - 1);
    clear(place);
    missing[place] = true;
    numbers[place] = number;
    sinceNanos[place] = nowNanos;
    times[place] = 0;
    count++;
  }

  private boolean found(long nowNanos, int number) {
    int place = number & (CAPACITY - 1);
    if (!missing[place] || numbers[place] != number) {
      return false;
    }
    // What comes sooner than an answer can was only overtaken.
    boolean wanted = times[place] > 0 && nowNanos - askedNanos[place] >= roundTripNanos / 2;
    clear(place);
    recovered += wanted ? 1 : 0;
    return wanted;
  }

  private void clear(int place) {
    count -= missing[place] ? 1 : 0;
    missing[place] = false;
  }

  private void forget() {
    java.util.Arrays.fill(missing, false);
    count = 0;
  }

  /**
   * Which to ask for now; {@link #due} names them, oldest first. They count as asked for.
   *
   * @param expectedRoundTripNanos how long an answer takes
   * @return how many
   */
  public int advanceTo(long nowNanos, long expectedRoundTripNanos) {
    roundTripNanos = expectedRoundTripNanos;
    int found = 0;
    long apart = Math.max(LEAST_APART_NANOS, roundTripNanos + roundTripNanos / 2);
    for (int i = CAPACITY - 1; i >= 0 && count > 0 && found < MOST; i--) {
      int number = (newest - i) & 0xFFFF;
      int place = number & (CAPACITY - 1);
      if (!missing[place] || numbers[place] != number) {
        continue;
      }
      long age = nowNanos - sinceNanos[place];
      if (age + roundTripNanos > patienceNanos || times[place] == MOST_TIMES) {
        if (age > patienceNanos) {
          clear(place);
        }
        continue; // it would come too late, or an answer is still on its way
      }
      boolean first = times[place] == 0;
      if (first ? age >= REORDER_NANOS : nowNanos - askedNanos[place] >= apart) {
        askedNanos[place] = nowNanos;
        times[place]++;
        due[found++] = number;
        asked++;
      }
    }
    return found;
  }

  /** One of those that {@link #advanceTo} has found, 0 to 65535. */
  public int due(int index) {
    return due[index];
  }

  /** Requests for a packet, each repetition counted. */
  public long asked() {
    return asked;
  }

  /** Packets that came after they had been asked for. */
  public long recovered() {
    return recovered;
  }
}
