package io.antiphon.peer;

import io.antiphon.dtlssrtp.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the next peer presents. One of our own making is replaced before it expires;
 * one that was given is presented as long as the endpoint lives, and somebody is told in time.
 *
 * <p>Browsers, as far as is known, look at the fingerprint and not at the dates (RFC 8827 §6.5),
 * and so do we; others may not. A call that is up keeps its certificate: it was signalled.
 */
final class OwnCertificate {
  private static final Logger log = LoggerFactory.getLogger(OwnCertificate.class);

  /** A call begun with the old one may offer it again for as long as this. */
  private static final Duration AHEAD = Duration.ofDays(7);

  private final @Nullable Function<Instant, Identity> renewal;
  private final Clock clock;
  private Identity identity;
  private boolean warned;

  private OwnCertificate(
      Identity identity, @Nullable Function<Instant, Identity> renewal, Clock clock) {
    this.identity = identity;
    this.renewal = renewal;
    this.clock = clock;
  }

  /** One that somebody else has made, and looks after. */
  static OwnCertificate given(Identity identity, Clock clock) {
    return new OwnCertificate(identity, null, clock);
  }

  /** One that is made here, now and whenever it is time. */
  static OwnCertificate generated(Function<Instant, Identity> maker, Clock clock) {
    return new OwnCertificate(maker.apply(clock.instant()), maker, clock);
  }

  /** For a peer that begins now, and to be kept by it. */
  synchronized Identity current() {
    Instant now = clock.instant();
    if (now.isBefore(identity.expires().minus(AHEAD))) {
      return identity;
    }
    if (renewal != null) {
      identity = renewal.apply(now);
      log.info("a new certificate, good until {}", identity.expires());
    } else if (!warned) {
      warned = true;
      log.warn("the certificate that peers are shown expires at {}", identity.expires());
    }
    return identity;
  }
}
