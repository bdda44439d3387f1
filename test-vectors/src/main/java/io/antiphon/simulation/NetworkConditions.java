package io.antiphon.simulation;

import java.time.Duration;

/** How bad a {@link SimulatedNetwork} is. Immutable: each {@code with} gives another. */
public final class NetworkConditions implements Cloneable {
  /** 20 ms of delay and nothing else. */
  public static final NetworkConditions CLEAN = new NetworkConditions();

  private Duration delay = Duration.ofMillis(20);
  private Duration jitter = Duration.ZERO;
  private int jitterShape = 1;
  private boolean keepsOrder;
  private double toBad;
  private double toGood = 1;
  private double lossInGood;
  private double lossInBad = 1;
  private double duplication;
  private double late;
  private Duration lateBy = Duration.ZERO;
  private Duration stallEvery = Duration.ZERO;
  private Duration stall = Duration.ZERO;
  private Duration mostStallEvery = Duration.ZERO;
  private Duration mostStall = Duration.ZERO;
  private Duration aggregation = Duration.ZERO;
  private long rateBps;
  private Duration queue = Duration.ZERO;

  private NetworkConditions() {}

  private NetworkConditions copy() {
    try {
      return (NetworkConditions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** With this delay of the fastest datagram. */
  public NetworkConditions withDelay(Duration least) {
    NetworkConditions other = copy();
    other.delay = least;
    return other;
  }

  /** With exponentially distributed jitter of this mean; in order, one waits for the one before. */
  public NetworkConditions withJitter(Duration mean, boolean orderKept) {
    return withJitter(mean, 1, orderKept);
  }

  /**
   * With jitter of a gamma distribution.
   *
   * @param shape 1 for exponential; the larger, the closer to the mean
   */
  public NetworkConditions withJitter(Duration mean, int shape, boolean orderKept) {
    NetworkConditions other = copy();
    other.jitter = mean;
    other.jitterShape = shape;
    other.keepsOrder = orderKept;
    return other;
  }

  /**
   * With loss of this probability, in bursts of this mean length (1 or more): Gilbert's model,
   * whose bad state loses all.
   */
  public NetworkConditions withLoss(double probability, double meanBurst) {
    double leave = 1 / meanBurst;
    double enter = probability < 1 ? probability / (1 - probability) * leave : 1;
    return withLoss(enter, leave, probability < 1 ? 0 : 1, 1);
  }

  /**
   * With loss that comes and goes: the model of Gilbert and Elliott.
   *
   * @param enterBad probability of each datagram to end the good state
   * @param leaveBad and of each to end the bad one
   * @param inGood probability of loss in the good state
   * @param inBad and in the bad one
   */
  public NetworkConditions withLoss(double enterBad, double leaveBad, double inGood, double inBad) {
    NetworkConditions other = copy();
    other.toBad = enterBad;
    other.toGood = leaveBad;
    other.lossInGood = inGood;
    other.lossInBad = inBad;
    return other;
  }

  /** With duplicates of this probability. */
  public NetworkConditions withDuplication(double probability) {
    NetworkConditions other = copy();
    other.duplication = probability;
    return other;
  }

  /** With datagrams that come so much later, of this probability. */
  public NetworkConditions withLate(double probability, Duration by) {
    NetworkConditions other = copy();
    other.late = probability;
    other.lateBy = by;
    return other;
  }

  /** With a stall of this length once in this time: what falls into it all comes after it. */
  public NetworkConditions withStalls(Duration every, Duration length) {
    return withStalls(every, every, length, length);
  }

  /** With stalls of random length and distance, from start to start, each evenly distributed. */
  public NetworkConditions withStalls(
      Duration every, Duration mostEvery, Duration length, Duration mostLength) {
    NetworkConditions other = copy();
    other.stallEvery = every;
    other.mostStallEvery = mostEvery;
    other.stall = length;
    other.mostStall = mostLength;
    return other;
  }

  /** With deliveries only once in this time, as a busy Wi-Fi cell makes them. */
  public NetworkConditions withAggregation(Duration every) {
    NetworkConditions other = copy();
    other.aggregation = every;
    return other;
  }

  /** With a link of this rate, behind which datagrams queue; 0 for none. */
  public NetworkConditions withRate(long bitsPerSecond) {
    NetworkConditions other = copy();
    other.rateBps = bitsPerSecond;
    return other;
  }

  /** With a link before which no more waits than takes it this long; zero for any amount. */
  public NetworkConditions withQueue(Duration most) {
    NetworkConditions other = copy();
    other.queue = most;
    return other;
  }

  Duration queue() {
    return queue;
  }

  Duration delay() {
    return delay;
  }

  Duration jitter() {
    return jitter;
  }

  int jitterShape() {
    return jitterShape;
  }

  boolean keepsOrder() {
    return keepsOrder;
  }

  double toBad() {
    return toBad;
  }

  double toGood() {
    return toGood;
  }

  double lossInGood() {
    return lossInGood;
  }

  double lossInBad() {
    return lossInBad;
  }

  double duplication() {
    return duplication;
  }

  double late() {
    return late;
  }

  Duration lateBy() {
    return lateBy;
  }

  Duration stallEvery() {
    return stallEvery;
  }

  Duration mostStallEvery() {
    return mostStallEvery;
  }

  Duration stall() {
    return stall;
  }

  Duration mostStall() {
    return mostStall;
  }

  Duration aggregation() {
    return aggregation;
  }

  long rateBps() {
    return rateBps;
  }
}
