package io.antiphon.rtp.jitter;

/**
 * Aims at the delay that nearly all packets of the last half minute keep, or all of the latest
 * seconds if that is little more, and at least at what tall spikes need that keep recurring; but,
 * those aside, at no more than what the latest seconds have shown. What they have not shown fades
 * from memory, so that soon after a storm a packet that is late by chance is waited for no more
 * than before it.
 *
 * <p>A lost packet is waited for until the one behind it brings its copy (in-band FEC). Where the
 * delay is long anyhow, a late one is as well, and what counts is what comes first: the packet or
 * its copy.
 */
public final class QuantileDelayEstimator implements DelayEstimator {
  private static final double PACKETS_IN_TIME = 0.983;
  private static final double PATIENT_IN_TIME = 0.99;
  private static final double CONTENTS_IN_TIME = 0.973;

  /** What this share of all packets keeps, spikes rise above. */
  private static final double ORDINARY = 0.9;

  private static final int CLOSE_MILLIS = 10;
  private static final int WARM_UP_SECONDS = 1;

  /** Longer, and a copy will do, which does not sound as well as the packet itself. */
  private static final int PATIENT_MILLIS = 180;

  private final int clockRateHz;
  private final int minTicks;
  private final int maxTicks;
  private final int initialTicks;
  private final int closeTicks;
  private final int patientTicks;
  private final DelayHistogram packets;
  private final DelayHistogram contents;
  private final RecentMaximum recentPackets;
  private final RecentMaximum recentContents;
  private final DelaySpikes spikes;
  private long mediaTicks;
  private int leastTicks;

  /**
   * Starts at the configured initial delay.
   *
   * @param config gives the clock rate and the delays
   */
  public QuantileDelayEstimator(JitterConfig config) {
    clockRateHz = config.clockRateHz();
    minTicks = config.ticks(config.minDelay());
    maxTicks = config.ticks(config.maxDelay());
    initialTicks = config.ticks(config.initialDelay());
    closeTicks = clockRateHz / 1000 * CLOSE_MILLIS;
    patientTicks = clockRateHz / 1000 * PATIENT_MILLIS;
    packets = new DelayHistogram(clockRateHz, maxTicks);
    contents = new DelayHistogram(clockRateHz, maxTicks);
    recentPackets = new RecentMaximum(clockRateHz);
    recentContents = new RecentMaximum(clockRateHz);
    spikes = new DelaySpikes(clockRateHz);
    leastTicks = initialTicks;
  }

  @Override
  public void onPacket(long delayTicks, int durationTicks) {
    mediaTicks += durationTicks;
    if (delayTicks > maxTicks) {
      return; // no delay we may have would have saved it
    }
    remember(packets, recentPackets, delayTicks, durationTicks);
    int usual = usualTicks();
    spikes.onPacket(mediaTicks, delayTicks, packets.quantileTicks(ORDINARY));
    int kept = Math.max(usual, spikes.targetTicks(mediaTicks));
    boolean warm = mediaTicks >= (long) WARM_UP_SECONDS * clockRateHz;
    leastTicks = warm ? kept : Math.max(initialTicks, kept);
  }

  @Override
  public void onContent(long delayTicks, int durationTicks) {
    if (delayTicks <= maxTicks) {
      remember(contents, recentContents, delayTicks, durationTicks);
    }
  }

  /** What is more than twice as late as all of the latest seconds is of a storm that has passed. */
  private void remember(
      DelayHistogram histogram, RecentMaximum recent, long delayTicks, int durationTicks) {
    histogram.add(delayTicks, durationTicks);
    recent.add(mediaTicks, delayTicks);
    histogram.fadeBeyond(2 * allTicks(histogram, recent), durationTicks);
  }

  /** What all of the latest seconds keep. */
  private static long allTicks(DelayHistogram histogram, RecentMaximum recent) {
    return recent.ticks() + 2L * histogram.binTicks();
  }

  private int usualTicks() {
    int byItself = usualTicks(packets, recentPackets, PACKETS_IN_TIME);
    int byCopy = usualTicks(contents, recentContents, PATIENT_IN_TIME);
    int patient = Math.min(patientTicks, Math.max(byItself, byCopy));
    return Math.max(patient, usualTicks(contents, recentContents, CONTENTS_IN_TIME));
  }

  private int usualTicks(DelayHistogram histogram, RecentMaximum recent, double quantile) {
    long all = allTicks(histogram, recent);
    int nearlyAll = histogram.quantileTicks(quantile);
    // For a little more none need be late.
    return (int) (all <= nearlyAll + closeTicks ? all : nearlyAll);
  }

  @Override
  public int targetTicks() {
    return Math.max(minTicks, Math.min(maxTicks, leastTicks));
  }

  @Override
  public int leastTargetTicks() {
    return Math.min(maxTicks, leastTicks);
  }
}
