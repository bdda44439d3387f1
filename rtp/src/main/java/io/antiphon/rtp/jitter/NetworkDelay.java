package io.antiphon.rtp.jitter;

/**
 * How late the packets of a {@link JitterBuffer} come, by its listener's clock, and how much delay
 * that asks for. What has arrived is learnt from when the listener asks next, since only then is it
 * known whether the listener had been held up himself.
 */
final class NetworkDelay {
  private static final int USUAL_MILLIS = 40;

  private final ArrivalQueue arrivals = new ArrivalQueue();
  private final ListenerClock clock;
  private final RelativeDelay relative;
  private final ArrivalGaps gaps;
  private final DelayEstimator estimator;
  private final int maxDelayTicks;
  private final int restartTicks;
  private final int mostUsualTicks;
  private long newestEnd;
  private long newestArrivalTicks;
  private int hintTicks;

  NetworkDelay(JitterConfig config, DelayEstimator estimator) {
    this.estimator = estimator;
    clock = new ListenerClock(config.clockRateHz());
    relative = new RelativeDelay(config.clockRateHz());
    gaps = new ArrivalGaps(config.clockRateHz());
    maxDelayTicks = config.ticks(config.maxDelay());
    restartTicks = config.ticks(config.restartAfter());
    mostUsualTicks = config.clockRateHz() / 1000 * USUAL_MILLIS;
  }

  /**
   * A packet has come, whether it can be used or not.
   *
   * @param sequence its number, extended
   * @param isFirst whether what it holds had not come within a copy
   * @param bringsCopy whether it brings what the packet before it holds, which has not come
   */
  void onArrival(
      long nowNanos,
      long sequence,
      long timestamp,
      int durationTicks,
      boolean isFirst,
      boolean bringsCopy) {
    newestArrivalTicks = clock.ticksAt(nowNanos);
    boolean isNext = gaps.isNext(sequence);
    int gap = gaps.before(newestArrivalTicks, sequence, timestamp, durationTicks);
    arrivals.add(newestArrivalTicks, gap, isNext, timestamp, durationTicks, isFirst, bringsCopy);
  }

  /** A telephone event has come that reaches there so far: the source has not fallen silent. */
  void onEvent(long nowNanos, long endTimestamp) {
    newestArrivalTicks = clock.ticksAt(nowNanos);
    onKept(endTimestamp);
  }

  /** A packet is kept that ends there. */
  void onKept(long endTimestamp) {
    newestEnd = Math.max(newestEnd, endTimestamp);
  }

  /** The listener asks for so much. */
  void onPull(long nowNanos, int ticks, boolean playing) {
    clock.pull(nowNanos, ticks);
    for (int i = 0; i < arrivals.size(); i++) {
      learn(i, playing);
    }
    arrivals.clear();
  }

  private void learn(int index, boolean playing) {
    long arrivalTicks = arrivals.arrivalTicks(index);
    long timestamp = arrivals.timestamp(index);
    int durationTicks = arrivals.durationTicks(index);
    relative.onPacket(arrivalTicks, timestamp);
    // A packet that is here when it is asked for first is not late, whatever held us up before.
    long late = relative.at(Math.min(arrivalTicks, clock.ticks()), timestamp);
    if (!playing && late > maxDelayTicks + (long) restartTicks) {
      // The source's clock stood still while it was silent; this is no delay of the network.
      relative.reset();
      relative.onPacket(arrivalTicks, timestamp);
      late = 0;
    }
    late = Math.max(0, late);
    boolean heldUp = late > usualTicks() && arrivals.isNext(index);
    gaps.learn(arrivals.gapTicks(index), durationTicks, heldUp);
    if (arrivals.isFirst(index)) {
      estimator.onContent(late, durationTicks);
    }
    if (arrivals.bringsCopy(index)) {
      estimator.onContent(late + durationTicks, durationTicks);
    }
    estimator.onPacket(late, durationTicks);
  }

  /** When what was asked for last is to be played. */
  long nowTicks() {
    return clock.ticks();
  }

  /** How long a packet has waited that is played now, behind what is decoded already. */
  long waitedTicks(long arrivalNanos, int heldTicks) {
    return Math.max(0, clock.ticks() + heldTicks - clock.ticksAt(arrivalNanos));
  }

  /** How far what has that timestamp would trail the fastest packets, were it played now. */
  long at(long timestamp) {
    return relative.at(clock.ticks(), timestamp);
  }

  /** Whether the next packet is later than nearly all, and nothing has come for a while. */
  boolean isNextOverdue(int frameTicks) {
    long quiet = clock.ticks() - newestArrivalTicks;
    return at(newestEnd) > usualTicks() && gaps.isUnusual(quiet, frameTicks);
  }

  /** More is later than nearly all. */
  private int usualTicks() {
    return Math.min(estimator.leastTargetTicks(), mostUsualTicks);
  }

  /** Aims at no less than this, within the maximum. */
  void setHint(int ticks) {
    hintTicks = Math.max(0, Math.min(maxDelayTicks, ticks));
  }

  int targetTicks() {
    return Math.min(maxDelayTicks, Math.max(hintTicks, estimator.targetTicks()));
  }

  /** What would be aimed at if no least delay were set or asked for. */
  int leastTargetTicks() {
    return Math.min(maxDelayTicks, estimator.leastTargetTicks());
  }
}
