package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Consent to send (RFC 7675), and what silence means, in virtual time. */
class ConsentTest extends TwoPeers {
  @Test
  void consentIsAskedEveryFiveSecondsGiveOrTakeAFifth() {
    twoPeers();
    connect();
    long before = path(a).consentRequestsSent();
    for (int i = 0; i < 3000; i++) { // a lively call: something every 20 ms
      a.sendPayload();
      b.sendPayload();
      network.runFor(Duration.ofMillis(20));
    }
    long asked = path(a).consentRequestsSent() - before;
    assertTrue(asked >= 10 && asked <= 15, "in 60 s: " + asked);
    assertEquals(3, a.timeline.size());
  }

  @Test
  void aQuietButLivingPathStaysConnected() {
    twoPeers();
    connect();
    network.runFor(Duration.ofMinutes(30));
    assertEquals(3, a.timeline.size(), () -> "" + a.timeline);
    assertEquals(3, b.timeline.size(), () -> "" + b.timeline);
  }

  @Test
  void silenceDisconnectsAndThenFails() {
    twoPeers();
    connect();
    long lastHeard = path(a).lastHeardNanos;
    network.blocked = t -> true;
    assertTrue(network.runUntil(() -> a.state() == IceState.DISCONNECTED, Duration.ofMinutes(1)));
    assertEquals(5_000_000_000L, network.now() - lastHeard);
    long consented = path(a).consentNanos;
    assertTrue(network.runUntil(() -> a.state() == IceState.FAILED, Duration.ofMinutes(1)));
    assertEquals(30_000_000_000L, network.now() - consented);
    assertTrue(a.events.contains(new IceEvent.Failed("consent to send has expired (RFC 7675)")));
    assertNull(a.transport.selectedPair());
  }

  @Test
  void comesBackWithTheFirstAnswerAfterABlackout() {
    twoPeers();
    connect();
    network.blocked = t -> true;
    network.runFor(Duration.ofSeconds(10));
    assertEquals(IceState.DISCONNECTED, a.state());
    assertNotNull(a.transport.selectedPair(), "media may go on: consent has not expired");
    network.blocked = t -> false;
    assertTrue(network.runUntil(this::bothConnected, SECOND));
    assertTrue(network.runUntil(this::bothComplete, SECOND));
    assertEquals(
        List.of("DISCONNECTED", "CONNECTED", "COMPLETED"),
        a.timeline.subList(3, 6).stream().map(s -> s.substring(s.indexOf("ms ") + 3)).toList());
  }

  @Test
  void comesBackWithTheFirstPayload() {
    twoPeers();
    connect();
    network.blocked = t -> true;
    network.runFor(Duration.ofSeconds(10));
    network.blocked = t -> StunFraming.isStun(t.datagram());
    b.sendPayload();
    network.runFor(Duration.ofMillis(5));
    assertEquals(IceState.CONNECTED, a.state());
  }

  @Test
  void payloadIsNoConsent() {
    twoPeers();
    connect();
    network.blocked = t -> StunFraming.isStun(t.datagram());
    for (int i = 0; i < 35 && a.state() != IceState.FAILED; i++) {
      b.sendPayload();
      network.runFor(SECOND);
    }
    assertEquals(IceState.FAILED, a.state());
    assertFalse(
        a.timeline.stream().anyMatch(s -> s.contains("DISCONNECTED")), () -> "" + a.timeline);
  }

  /** Spread, lest all peers of a server ask at the same moment (RFC 7675 §5.1). */
  @Test
  void consentChecksAreSpreadOverAFifthEachWay() {
    twoPeers();
    connect();
    List<Long> waits = new ArrayList<>();
    long asked = path(a).consentRequestsSent();
    long last = network.now();
    for (int slot = 0; slot < 50 * 600; slot++) { // ten lively minutes
      b.sendPayload();
      network.runFor(Duration.ofMillis(20));
      network.wire.clear();
      if (path(a).consentRequestsSent() > asked) {
        asked++;
        waits.add((network.now() - last) / 1_000_000);
        last = network.now();
      }
    }
    long shortest = Collections.min(waits);
    long longest = Collections.max(waits);
    assertTrue(shortest >= 3_980 && shortest < 4_300, "shortest: " + shortest);
    assertTrue(longest > 5_700 && longest <= 6_020, "longest: " + longest);
  }
}
