package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.ice.ScriptedTurnServer.Relayed;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An allocation against a server that keeps the RFC's times, in virtual time. */
class TurnAllocationTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 9);
  private static final String STUN_LIKE = "\0\0 a check";
  private static final long SECOND = 1_000_000_000L;

  private final ScriptedTurnServer server = new ScriptedTurnServer();
  private final List<TurnEvent> events = new ArrayList<>();
  private TurnAllocation allocation = client(ScriptedTurnServer.PASSWORD);
  private long now = Long.MAX_VALUE - 3 * SECOND; // the clock overflows within the run
  private boolean silent;
  private int sent;

  private static TurnAllocation client(String password) {
    return new TurnAllocation(ScriptedTurnServer.USER, password, false, false, new Random(1));
  }

  private void drain() throws Exception {
    for (ByteBuffer m; (m = allocation.pollTransmit()) != null; ) {
      sent++;
      ByteBuffer answer = silent ? null : server.receive(now, m);
      if (answer != null) {
        assertNull(allocation.receive(now, answer));
      }
    }
    for (TurnEvent e; (e = allocation.pollEvent()) != null; ) {
      events.add(e);
    }
  }

  /** Lets so many seconds pass, sending this from time to time; null for nothing. */
  private void pass(long seconds, @Nullable String text) throws Exception {
    long end = now + seconds * SECOND;
    drain();
    int turns = 0;
    while (end - now > 0) {
      long next = Math.min(10 * SECOND, end - now);
      OptionalLong due = allocation.nextTimeoutNanos();
      if (due.isPresent()) {
        next = Math.max(0, Math.min(next, due.getAsLong() - now));
      }
      now += next;
      assertTrue(++turns < 10_000, "a timeout that is always due");
      allocation.advanceTo(now);
      drain();
      if (text != null && next > 0) {
        say(text);
      }
    }
  }

  private void say(String text) throws Exception {
    ByteBuffer payload = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer framed = allocation.wrap(now, PEER, payload);
    if (framed != null && !silent) {
      assertNull(server.receive(now, framed));
    }
    drain();
  }

  private void allocate() throws Exception {
    allocation.allocate(now);
    drain();
  }

  private TurnEvent.Failed failure() {
    assertEquals(1, events.size(), events.toString());
    return assertInstanceOf(TurnEvent.Failed.class, events.get(0));
  }

  private @Nullable String heard(String text) {
    ByteBuffer message = server.fromPeer(now, PEER, text);
    if (message == null || !PEER.equals(allocation.receive(now, message))) {
      return null;
    }
    return StandardCharsets.UTF_8.decode(message).toString();
  }

  @Test
  void answersTheChallengeAndLearnsBothAddresses() throws Exception {
    allocate();
    assertEquals(
        List.of(new TurnEvent.Allocated(ScriptedTurnServer.RELAYED, ScriptedTurnServer.MAPPED)),
        events);
    assertEquals(List.of(401), server.refusals);
    assertEquals(ScriptedTurnServer.RELAYED, allocation.relayedAddress());
  }

  @Test
  void aWrongPasswordIsSaidInWordsAfterOneTry() throws Exception {
    allocation = client("wrong");
    allocate();
    assertEquals(401, failure().code());
    assertTrue(failure().reason().contains("wrong user name or password"), failure().reason());
    assertEquals(2, sent);
  }

  @Test
  void aServerThatTakesNoNonceOfItsOwnIsNotAskedForEver() throws Exception {
    server.nonceSeconds = 0;
    allocate();
    assertEquals(438, failure().code());
    assertTrue(failure().reason().contains("nonces (438"), failure().reason());
    assertTrue(sent <= 5, "asked " + sent + " times");
  }

  @ParameterizedTest
  @CsvSource({"486,quota", "508,no port left", "403,forbids", "440,address family", "599,refuses"})
  void refusalsAreSaidInWords(int code, String word) throws Exception {
    server.refuseAllocationsWith = code;
    allocate();
    assertEquals(code, failure().code());
    assertTrue(failure().reason().contains(word), failure().reason());
    assertTrue(failure().reason().contains(Integer.toString(code)), failure().reason());
  }

  @Test
  void asksASilentServerFiveTimesWithinTenSeconds() throws Exception {
    silent = true;
    allocate();
    pass(9, null);
    assertEquals(List.of(), events);
    pass(1, null);
    assertEquals(TurnEvent.Failed.UNREACHABLE, failure().code());
    assertEquals(5, sent);
    assertEquals(OptionalLong.empty(), allocation.nextTimeoutNanos());
  }

  @Test
  void aForgedSuccessIsNotBelieved() throws Exception {
    server.signed = false;
    allocate();
    assertNull(allocation.relayedAddress());
    server.signed = true;
    pass(1, null); // the request comes again, and the true answer with it
    assertNotNull(allocation.relayedAddress());
  }

  @Test
  void theFirstDatagramWaitsForThePermission() throws Exception {
    allocate();
    say(STUN_LIKE);
    assertEquals(List.of(new Relayed(PEER, STUN_LIKE)), server.relayed);
    assertEquals(1, server.requests.get("CreatePermission"));
    assertNull(server.requests.get("ChannelBind"), "checks need no channel");
    assertEquals("hello", heard("hello"));
  }

  @Test
  void payloadGoesByChannelOnceItIsBound() throws Exception {
    allocate();
    say(STUN_LIKE);
    say("media 1");
    say("media 2");
    assertEquals(1, server.requests.get("ChannelBind"));
    ByteBuffer framed =
        allocation.wrap(now, PEER, ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
    assertNotNull(framed);
    assertTrue(TurnChannels.isChannelData(framed));
    assertEquals(0x4000_0001, framed.getInt(0));
    assertEquals(3, server.relayed.size());
    assertEquals("back", heard("back"));
  }

  @Test
  void nobodyIsHeardWithoutAPermission() throws Exception {
    allocate();
    say(STUN_LIKE);
    ByteBuffer forged =
        StunWriter.of(StunFraming.DATA_INDICATION, new TransactionId(3, 4))
            .peerAddress(new InetSocketAddress("192.0.2.66", 6))
            .data(ByteBuffer.wrap(new byte[] {1}))
            .seal();
    assertNull(allocation.receive(now, forged));
  }

  @Test
  void everythingInUseIsKeptForAnHour() throws Exception {
    server.nonceSeconds = 700; // five stale nonces on the way
    allocate();
    say(STUN_LIKE);
    say("media");
    pass(3600, "media");
    assertTrue(server.isAllocated(now));
    assertEquals(1, events.size(), events.toString());
    int before = server.relayed.size();
    say("still here");
    assertEquals(before + 1, server.relayed.size());
    assertEquals("heard", heard("heard"));
    assertTrue(server.refusals.stream().filter(code -> code == 438).count() >= 4);
    assertFalse(server.refusals.contains(437), server.refusals.toString());
    assertEquals(6, server.requests.get("Refresh"), 1);
    assertEquals(15, server.requests.get("CreatePermission"), 2);
    assertEquals(7, server.requests.get("ChannelBind"), 1);
  }

  @Test
  void elevenSilentMinutesKeepTheAllocationAndLetThePermissionGo() throws Exception {
    allocate();
    say(STUN_LIKE);
    pass(660, null);
    assertTrue(server.isAllocated(now));
    assertEquals(1, server.requests.get("CreatePermission"));
    assertNull(heard("hello"), "the permission has run out");
    say(STUN_LIKE);
    assertEquals(2, server.requests.get("CreatePermission"));
    assertEquals("hello", heard("hello"));
  }

  @Test
  void aShortLifetimeIsRenewedInItsMiddle() throws Exception {
    server.lifetimeSeconds = 20;
    allocate();
    pass(100, null);
    assertTrue(server.isAllocated(now));
    assertEquals(9, server.requests.get("Refresh"), 1);
  }

  @Test
  void aServerThatForgetsUsIsReported() throws Exception {
    allocate();
    events.clear();
    server.lifetimeSeconds = 600;
    silent = true;
    pass(620, null);
    assertEquals(TurnEvent.Failed.UNREACHABLE, failure().code());
    assertNull(allocation.relayedAddress());
  }

  @Test
  void aServerThatWasStartedAnewIsNoticedWithTheNextRequest() throws Exception {
    allocate();
    events.clear();
    server.forget();
    say(STUN_LIKE);
    assertEquals(437, failure().code());
    assertNull(allocation.relayedAddress());
  }

  @Test
  void aForbiddenPeerIsAskedForOnceAMinute() throws Exception {
    server.refusePermissionsWith = 403;
    allocate();
    pass(119, STUN_LIKE);
    assertEquals(2, server.requests.get("CreatePermission"));
    assertEquals(List.of(), server.relayed);
    assertEquals(1, events.size(), "the allocation itself goes on");
  }

  @Test
  void closingGivesTheAddressBack() throws Exception {
    allocate();
    allocation.close();
    drain();
    assertFalse(server.isAllocated(now));
    assertNull(allocation.relayedAddress());
    assertEquals(OptionalLong.empty(), allocation.nextTimeoutNanos());
  }

  @Test
  void noiseDoesNoHarm() throws Exception {
    allocate();
    say(STUN_LIKE);
    say("media");
    Random random = new Random(42);
    ByteBuffer real = server.fromPeer(now, PEER, "real");
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      if (noise.length > 0 && i % 3 > 0) {
        noise[0] = (byte) (i % 3 == 1 ? 0x40 : 0);
      }
      ByteBuffer buffer = ByteBuffer.wrap(noise);
      if (allocation.receive(now, buffer) != null) {
        assertTrue(buffer.remaining() <= noise.length - 4);
      }
    }
    assertEquals(PEER, allocation.receive(now, real));
  }
}
