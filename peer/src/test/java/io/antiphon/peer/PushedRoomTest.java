package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one hears of a room while something is pushed to them, and afterwards; over loopback. */
@Timeout(60)
class PushedRoomTest {
  private static final double ANN_HZ = 511;
  private static final double BEN_HZ = 711;
  private static final double PUSHED_HZ = 911;
  private static final double SECONDS = 1;

  private Endpoint house;
  private final PushSource push = PushSource.of(AudioFormat.MONO_48K);

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    house = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    house.close();
  }

  /** Pushes a second of a tone and waits until all of it has been played. */
  private void push() throws Exception {
    short[] pcm = new short[(int) (SECONDS * 48_000)];
    AudioSource.tone(AudioFormat.MONO_48K, PUSHED_HZ, Guest.PEAK_DBFS).read(pcm, 0, pcm.length);
    CompletableFuture<Void> unused = push.push(pcm, 0, pcm.length);
    assertTrue(push.flush().get(10, TimeUnit.SECONDS));
  }

  /** Seconds of 100 ms pieces that were that tone and nothing else, and as loud as it was said. */
  private static double pure(Heard heard, double hertz, double from) {
    int pieces = 0;
    for (double at = from; at + 0.1 <= heard.seconds(); at += 0.05) {
      boolean loud = heard.peak(at, at + 0.1) > 1_000;
      pieces += loud && heard.purity(hertz, at, at + 0.1) > 0.97 ? 1 : 0;
    }
    return 0.05 * pieces;
  }

  private static void awaitPure(Heard heard, double hertz, double from, double seconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (pure(heard, hertz, from) < seconds) {
      assertTrue(System.nanoTime() - deadline < 0, pure(heard, hertz, from) + " s of " + hertz);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Test
  void takesThePlaceOfTheMixForTheOneItIsPushedTo() throws Exception {
    Room room = Room.on(house, RoomMode.MIX);
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).join(room, "ben")) {
      awaitPure(ann.heard(), BEN_HZ, 0, 0.3);
      awaitPure(ben.heard(), ANN_HZ, 0, 0.3);
      ann.there().transceivers().join().get(0).interject(push);
      double from = ann.heard().seconds();
      push();
      double until = ann.heard().seconds();
      awaitPure(ann.heard(), PUSHED_HZ, from, 0.6 * SECONDS);
      awaitPure(ann.heard(), BEN_HZ, until, 0.3);
      awaitPure(ben.heard(), ANN_HZ, from, 0.3);
      assertEquals(0, pure(ben.heard(), PUSHED_HZ, 0), "Ben hears nothing of it");
    }
  }

  @Test
  void voicesThatComeAsTheyAreWaitUntilItIsOver() throws Exception {
    Room room = Room.on(house, RoomMode.FORWARD);
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(1).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(1).join(room, "ben")) {
      Heard voice = ann.voices().get(0);
      awaitPure(voice, BEN_HZ, 0, 0.3);
      List<Integer> numbers = java.util.Collections.synchronizedList(new ArrayList<>());
      List<Integer> times = java.util.Collections.synchronizedList(new ArrayList<>());
      ann.sections()
          .get(0)
          .receiver()
          .setPacketSink(
              (now, packet, ticks) -> {
                numbers.add(packet.sequenceNumber());
                times.add(packet.timestamp());
              });
      ann.there().transceivers().join().get(0).interject(push);
      push();
      awaitPure(ann.heard(), PUSHED_HZ, 0, 0.6 * SECONDS);
      double until = voice.seconds();
      awaitPure(voice, BEN_HZ, until, 0.3);
      assertEquals(0, pure(ben.heard(), PUSHED_HZ, 0) + pure(ben.voices().get(0), PUSHED_HZ, 0));
      int longestPause = 0;
      for (int i = 1; i < numbers.size(); i++) {
        boolean next = numbers.get(i) == ((numbers.get(i - 1) + 1) & 0xFFFF);
        longestPause = Math.max(longestPause, next ? times.get(i) - times.get(i - 1) : 0);
      }
      assertTrue(longestPause > 0.9 * SECONDS * 48_000, "paused for " + longestPause + " ticks");
    }
  }
}
