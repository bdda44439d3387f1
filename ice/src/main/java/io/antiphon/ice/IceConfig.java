package io.antiphon.ice;

import java.time.Duration;

/**
 * Settings of a transport; start from {@link #defaults()}.
 *
 * @param lite answer checks, never send one (ICE-lite, RFC 8445 §2.5): for a host with a public
 *     address
 * @param consentInterval mean time between two consent checks, each drawn from ± 20 % (RFC 7675
 *     §5.1)
 * @param consentExpiry without an answer for so long we must stop sending, and the transport has
 *     failed (RFC 7675 §5.1)
 * @param disconnectedAfter without an answer or any packet for so long the transport is called
 *     disconnected
 * @param checkPacing Ta: between two checks that nobody's packet has caused (RFC 8445 §14.2)
 * @param initialRto between the first few transmissions of a check, doubled afterwards up to 1.6 s;
 *     more where so many checks are under way that they would not keep to Ta (RFC 8445 §14.3). The
 *     RFC's floor is 500 ms; ours is what browsers do, since a lost first check would cost that
 *     much of the time to connect
 * @param connectTimeout from the remote credentials on; without a working pair for so long the
 *     transport has failed. Generous, since a peer may take its time to start
 */
public record IceConfig(
    boolean lite,
    Duration consentInterval,
    Duration consentExpiry,
    Duration disconnectedAfter,
    Duration checkPacing,
    Duration initialRto,
    Duration connectTimeout) {

  private static final IceConfig DEFAULTS =
      new IceConfig(
          false,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofMillis(25),
          Duration.ofSeconds(60));

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a time is not positive, or the pacing is below the 5 ms of
   *     RFC 8445 §14.2
   */
  public IceConfig {
    requirePositive("consentInterval", consentInterval);
    requirePositive("consentExpiry", consentExpiry);
    requirePositive("disconnectedAfter", disconnectedAfter);
    requirePositive("checkPacing", checkPacing);
    requirePositive("initialRto", initialRto);
    requirePositive("connectTimeout", connectTimeout);
    if (checkPacing.compareTo(Duration.ofMillis(5)) < 0) {
      throw new IllegalArgumentException("checkPacing is below 5 ms: " + checkPacing);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is not positive: " + value);
    }
  }

  /** Full ICE; consent every 5 s, 30 s; disconnected after 5 s; 20 ms, 25 ms; 60 s to connect. */
  public static IceConfig defaults() {
    return DEFAULTS;
  }

  /** The same, but ICE-lite or not. */
  public IceConfig withLite(boolean value) {
    return new IceConfig(
        value,
        consentInterval,
        consentExpiry,
        disconnectedAfter,
        checkPacing,
        initialRto,
        connectTimeout);
  }

  /** The same with another interval and another expiry of consent. */
  public IceConfig withConsent(Duration interval, Duration expiry) {
    return new IceConfig(
        lite, interval, expiry, disconnectedAfter, checkPacing, initialRto, connectTimeout);
  }

  /** The same with another time of silence before the transport is called disconnected. */
  public IceConfig withDisconnectedAfter(Duration value) {
    return new IceConfig(
        lite, consentInterval, consentExpiry, value, checkPacing, initialRto, connectTimeout);
  }

  /** The same with another Ta and another first retransmission. */
  public IceConfig withChecks(Duration pacing, Duration rto) {
    return new IceConfig(
        lite, consentInterval, consentExpiry, disconnectedAfter, pacing, rto, connectTimeout);
  }

  /** The same with another time to connect. */
  public IceConfig withConnectTimeout(Duration value) {
    return new IceConfig(
        lite, consentInterval, consentExpiry, disconnectedAfter, checkPacing, initialRto, value);
  }
}
