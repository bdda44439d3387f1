package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.dtlssrtp.Identity;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OwnCertificateTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

  private final Hand clock = new Hand();
  private final SecureRandom random = new SecureRandom();

  @Test
  void isReplacedLongBeforeItExpires() {
    OwnCertificate own = OwnCertificate.generated(now -> Identity.generate(random, now), clock);
    Identity first = own.current();
    for (int day = 0; day < 365; day++) {
      clock.now = BEGIN.plus(Duration.ofDays(day));
      assertTrue(
          clock.now.isBefore(own.current().expires().minus(Duration.ofDays(1))), "day " + day);
    }
    assertNotEquals(first.fingerprint(), own.current().fingerprint());
  }

  @Test
  void isTheSameForAllPeersMeanwhile() {
    OwnCertificate own = OwnCertificate.generated(now -> Identity.generate(random, now), clock);
    Identity first = own.current();
    clock.now = BEGIN.plus(Duration.ofDays(20));
    assertSame(first, own.current());
  }

  @Test
  void isKeptIfItWasGiven() {
    Identity given = Identity.generate(random, BEGIN);
    OwnCertificate own = OwnCertificate.given(given, clock);
    clock.now = BEGIN.plus(Duration.ofDays(60));
    assertEquals(given.fingerprint(), own.current().fingerprint());
  }

  /** A clock that is set by hand. */
  private static final class Hand extends Clock {
    private Instant now = BEGIN;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
