package io.antiphon.rtp.congestion;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.TransportFeedback;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the packets of a transport arrived, by their transport-wide numbers, and the feedback that
 * tells their sender (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3).
 *
 * <p>Feedback falls due each 50 to 250 ms, the less often the slower packets come, so that it takes
 * about a twentieth of what they take. A packet that comes late is told with those around it once
 * more. The last 1,024 numbers are remembered. One thread; nothing is allocated per packet.
 */
public final class TransportArrivals {
  private static final int CAPACITY = 1 << 10;

  /** Arrivals in one feedback: with two bytes for each, and the chunks, it fits in a datagram. */
  private static final int MOST_TOLD = 400;

  private static final long NEVER = Long.MIN_VALUE;
  private static final long LEAST_APART_NANOS = 50_000_000;
  private static final long MOST_APART_NANOS = 250_000_000;
  private static final double SHARE = 0.05;

  /** What surrounds a feedback: IPv4, UDP, SRTCP's index and tag. */
  private static final int OVERHEAD_BYTES = 20 + 8 + 4 + 10;

  /** So many packets in a row from nowhere are a sender that counts anew. */
  private static final int STRANGE = 3;

  private final long[] arrivalNanos = new long[CAPACITY];
  private long highest = NEVER;
  private long firstToTell;
  private long originNanos;
  private int strange;
  private boolean untold;
  private long bytesSinceFeedback;
  private long lastFeedbackNanos;
  private long intervalNanos = MOST_APART_NANOS;
  private int feedbackCount;

  /** Makes one to which nothing has come. */
  public TransportArrivals() {}

  /**
   * Accounts for a packet.
   *
   * @param nowNanos its arrival
   * @param transportSequence its number, 0 to 65535
   * @param bytes of the datagram
   */
  public void onPacket(long nowNanos, int transportSequence, int bytes) {
    bytesSinceFeedback += bytes;
    if (highest == NEVER) {
      originNanos = nowNanos;
      lastFeedbackNanos = nowNanos;
      restart(nowNanos, transportSequence);
      return;
    }
    long number = highest + (short) (transportSequence - (int) highest);
    if (Math.abs(number - highest) >= CAPACITY) {
      if (++strange >= STRANGE) {
        restart(nowNanos, transportSequence);
      }
      return;
    }
    strange = 0;
    if (number > highest) {
      advance(number);
    } else if (arrivalNanos[place(number)] != NEVER) {
      return; // a duplicate
    }
    arrivalNanos[place(number)] = nowNanos;
    firstToTell = Math.min(firstToTell, number);
    untold = true;
  }

  private void restart(long nowNanos, int transportSequence) {
    Arrays.fill(arrivalNanos, NEVER);
    highest = transportSequence;
    firstToTell = transportSequence;
    arrivalNanos[place(transportSequence)] = nowNanos;
    strange = 0;
    untold = true;
  }

  private void advance(long number) {
    for (long each = highest + 1; each < number; each++) {
      arrivalNanos[place(each)] = NEVER;
    }
    highest = number;
    firstToTell = Math.max(firstToTell, highest - CAPACITY + 1);
  }

  private static int place(long number) {
    return (int) number & (CAPACITY - 1);
  }

  /** Whether {@link #poll} has something to tell now. */
  public boolean isDue(long nowNanos) {
    return untold && nowNanos - lastFeedbackNanos >= intervalNanos;
  }

  /**
   * The feedback that is due, or null. Ask again at once: what does not fit in one is in the next.
   *
   * @param reporter who tells
   * @param source of the packets, any of the transport
   */
  public @Nullable TransportFeedback poll(long nowNanos, Ssrc reporter, Ssrc source) {
    if (!isDue(nowNanos)) {
      return null;
    }
    int[] deltas = new int[(int) (highest - firstToTell) + 1]; // at most CAPACITY
    int reference = -1;
    long lastTick = 0;
    int count = 0;
    int told = 0;
    for (int i = 0; i < deltas.length && told < MOST_TOLD; i++) {
      long arrival = arrivalNanos[place(firstToTell + i)];
      if (arrival == NEVER) {
        deltas[i] = TransportFeedback.NOT_RECEIVED;
        continue;
      }
      long tick = Math.floorDiv(arrival - originNanos, TransportFeedback.TICK_NANOS);
      if (reference < 0) {
        long unit = Math.floorDiv(tick, TransportFeedback.TICKS_PER_REFERENCE);
        reference = (int) Math.floorMod(unit, (long) TransportFeedback.REFERENCE_TIMES);
        lastTick = unit * TransportFeedback.TICKS_PER_REFERENCE;
      }
      long delta = tick - lastTick;
      if (delta != (short) delta) {
        break; // too far apart for one feedback
      }
      deltas[i] = (int) delta;
      lastTick = tick;
      count = i + 1;
      told++;
    }
    TransportFeedback feedback =
        new TransportFeedback(
            reporter,
            source,
            (int) firstToTell & 0xFFFF,
            reference,
            feedbackCount,
            Arrays.copyOf(deltas, count));
    onTold(nowNanos, feedback);
    return feedback;
  }

  private void onTold(long nowNanos, TransportFeedback feedback) {
    feedbackCount = (feedbackCount + 1) & 0xFF;
    firstToTell += feedback.packetCount();
    untold = firstToTell <= highest;
    if (untold) {
      return; // the rest follows at once
    }
    double seconds = Math.max(1, nowNanos - lastFeedbackNanos) * 1e-9;
    double bytesPerSecond = Math.max(1, bytesSinceFeedback / seconds);
    double wanted = (feedback.length() + OVERHEAD_BYTES) / (SHARE * bytesPerSecond) * 1e9;
    intervalNanos = (long) Math.max(LEAST_APART_NANOS, Math.min(MOST_APART_NANOS, wanted));
    bytesSinceFeedback = 0;
    lastFeedbackNanos = nowNanos;
  }
}
