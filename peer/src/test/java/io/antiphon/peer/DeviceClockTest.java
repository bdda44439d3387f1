package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.AudioSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two connections over a real loopback, one of which has a sound card. */
@Timeout(60)
class DeviceClockTest {
  private Endpoint here;
  private Endpoint there;
  private final Card card = new Card();

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** Goes as far as a test lets it, and never further than the loop has followed. */
  private static final class Card implements DeviceClock {
    private final AtomicInteger due = new AtomicInteger();
    private volatile Runnable onStep = () -> {};
    private volatile boolean followed;

    @Override
    public void follow(Runnable wake) {
      onStep = wake;
      followed = true;
    }

    @Override
    public int advance() {
      return due.getAndSet(0);
    }

    void step() {
      due.incrementAndGet();
      onStep.run();
      await(() -> due.get() == 0);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(500_000);
    }
  }

  private static void connect(PeerConnection caller, PeerConnection callee) throws Exception {
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    await(() -> caller.connectionState() == ConnectionState.CONNECTED);
  }

  @Test
  void whatIsSaidGoesByTheCardAndByTheMediaClockWhenTheCardStandsStill() throws Exception {
    Heard heard = new Heard();
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12)).setDeviceClock(card);
      callee.onTrack(track -> track.addRecorder(heard));
      connect(caller, callee);
      await(() -> card.followed);
      long beginNanos = System.nanoTime();
      for (int frame = 1; frame <= 75; frame++) {
        card.step();
        LockSupport.parkNanos(beginNanos + frame * MediaClock.SLOT_NANOS - System.nanoTime());
      }
      heard.await(3 * 48_000);
      assertTrue(heard.purity(511, 0.2, 1.4) > 0.98, "by the card");
      assertTrue(heard.purity(511, 1.8, 2.8) > 0.98, "without it");
    }
  }

  @Test
  void whatIsHeardIsHandedOutAsTheCardWantsIt() throws Exception {
    List<Integer> lengths = new CopyOnWriteArrayList<>();
    AudioSink sink = (AudioFrame frame) -> lengths.add(frame.samplesPerChannel());
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(
          track -> {
            track.addSink(sink);
            track.setDeviceClock(card);
          });
      connect(caller, callee);
      await(() -> card.followed && !lengths.isEmpty());
      int before = lengths.size();
      for (int step = 0; step < 200; step++) {
        card.step();
      }
      long steps = lengths.stream().skip(before).filter(each -> each == 240).count();
      assertEquals(200, steps);
      int after = lengths.size();
      await(() -> lengths.size() >= after + 10);
      assertTrue(lengths.subList(after + 1, after + 10).stream().allMatch(each -> each == 960));
    }
  }
}
