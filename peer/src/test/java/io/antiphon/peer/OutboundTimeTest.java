package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.Direction;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RTP time goes on by 20 ms in each slot of the media clock, whatever is or is not said in it. */
@Timeout(60)
class OutboundTimeTest {
  private static final int SLOT_TICKS = 960;

  private static Endpoint here;
  private static Endpoint there;
  private static PeerConnection caller;
  private static PeerConnection callee;
  private static Transceiver sending;
  private static RtpSender sender;

  /** Far from those that the loop itself plays. */
  private static long slot = 1L << 40;

  private final AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 511, -12);

  @BeforeAll
  static void call() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(here));
    callee = PeerConnection.create(PeerConfig.on(there));
    sending = caller.addTrack(AudioSource.silence(AudioFormat.MONO_48K));
    negotiate();
    sender = Objects.requireNonNull(onLoop(() -> outbound().sender()));
    await(() -> sender.packetsSent() > 0, "a packet is sent");
  }

  @AfterAll
  static void close() {
    here.close();
    there.close();
  }

  @BeforeEach
  void speak() {
    sending.replaceSource(tone);
  }

  private static void negotiate() throws Exception {
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
  }

  private static OutboundAudio outbound() {
    return caller.session().outbound().get(0);
  }

  private static <T> T onLoop(Supplier<T> question) throws Exception {
    return CompletableFuture.supplyAsync(question, here.loop()).get(30, TimeUnit.SECONDS);
  }

  private static void await(Supplier<Boolean> condition, String what) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!onLoop(condition)) {
      assertTrue(System.nanoTime() - deadline < 0, "never: " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /**
   * Plays slots, after so many that were missed each, with nothing else between them.
   *
   * @return what was sent, and by what RTP time has gone on: packets, slots
   */
  private static String play(int times, int missed) throws Exception {
    return onLoop(
        () -> {
          long packets = sender.packetsSent();
          int time = sender.nextTimestamp();
          for (int i = 0; i < times; i++) {
            slot += 1 + missed;
            outbound().play(System.nanoTime(), slot, 1 + missed, 1);
          }
          double slots = (double) (sender.nextTimestamp() - time) / SLOT_TICKS;
          return sender.packetsSent() - packets + " packets, " + slots + " slots";
        });
  }

  @Test
  void slotsThatWereMissedAreLeftOutWholeAndNotMadeUpFor() throws Exception {
    assertEquals("10 packets, 10.0 slots", play(10, 0));
    assertEquals("1 packets, 5.0 slots", play(1, 4));
    assertEquals("3 packets, 300.0 slots", play(3, 99));
  }

  @Test
  void whoIsMutedIsSilentForAsLongAsItLasts() throws Exception {
    sending.replaceSource(null);
    assertEquals("0 packets, 50.0 slots", play(50, 0));
    assertEquals("0 packets, 7.0 slots", play(1, 6));
    sending.replaceSource(tone);
    assertEquals("10 packets, 10.0 slots", play(10, 0));
  }

  @Test
  void soIsWhoMayNotSendForAWhileAndWhoHasNothingMoreToSay() throws Exception {
    sending.setDirection(Direction.INACTIVE);
    negotiate();
    assertEquals("0 packets, 50.0 slots", play(50, 0));
    sending.setDirection(Direction.SENDRECV);
    negotiate();
    assertEquals("10 packets, 10.0 slots", play(10, 0));
    sending.replaceSource(PushSource.of(AudioFormat.MONO_48K));
    play(1, 0);
    String all = play(50, 0);
    assertTrue(all.endsWith(" packets, 50.0 slots"), all);
  }

  /** What the stream has come to. */
  private record Progress(long nanos, int timestamp, long packets) {
    static Progress now() {
      return new Progress(System.nanoTime(), sender.nextTimestamp(), sender.packetsSent());
    }

    int slotsSince(Progress earlier) {
      return (timestamp - earlier.timestamp) / SLOT_TICKS;
    }

    /** How far RTP time is behind the time that has passed. */
    double millisBehind(Progress earlier) {
      return (nanos - earlier.nanos) * 1e-6 - 20.0 * slotsSince(earlier);
    }
  }

  private static int holdUp() {
    long until = System.nanoTime() + 130_000_000;
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
    return 0;
  }

  @Test
  void aLoopThatWasHeldUpLosesNoTimeAndSendsNoBurst() throws Exception {
    Progress before = onLoop(Progress::now);
    long skippedBefore = here.skippedSlots().get(5, TimeUnit.SECONDS);
    for (int i = 0; i < 4; i++) {
      onLoop(OutboundTimeTest::holdUp);
    }
    // Asked when the machine itself stands still it may be behind; but not for ever.
    await(() -> Math.abs(Progress.now().millisBehind(before)) < 45, "RTP time has caught up");
    long skipped = here.skippedSlots().get(5, TimeUnit.SECONDS) - skippedBefore;
    Progress after = onLoop(Progress::now);
    assertTrue(skipped >= 16, skipped + " slots skipped");
    long packets = after.packets() - before.packets();
    assertTrue(
        packets <= after.slotsSince(before) - skipped,
        packets + " packets in " + after.slotsSince(before) + " slots, " + skipped + " skipped");
  }
}
