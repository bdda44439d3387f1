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
    assertTrue(push.flush().get(30, TimeUnit.SECONDS));
  }

  @Test
  void takesThePlaceOfTheMixForTheOneItIsPushedTo() throws Exception {
    Room room = Room.on(house, RoomMode.MIX);
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).join(room, "ben")) {
      ann.heard().awaitTones(0, 0.3, BEN_HZ);
      ben.heard().awaitTones(0, 0.3, ANN_HZ);
      ann.there().transceivers().join().get(0).interject(push);
      double from = ann.heard().seconds();
      push();
      double until = ann.heard().seconds();
      ann.heard().awaitTones(from, 0.4 * SECONDS, PUSHED_HZ);
      ann.heard().awaitTones(until, 0.3, BEN_HZ);
      ben.heard().awaitTones(from, 0.3, ANN_HZ);
      assertEquals(0, ben.heard().secondsOf(0, PUSHED_HZ), "Ben hears nothing of it");
    }
  }

  @Test
  void voicesThatComeAsTheyAreWaitUntilItIsOver() throws Exception {
    Room room = Room.on(house, RoomMode.FORWARD);
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(1).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(1).join(room, "ben")) {
      Heard voice = ann.voices().get(0);
      voice.awaitTones(0, 0.3, BEN_HZ);
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
      ann.heard().awaitTones(0, 0.4 * SECONDS, PUSHED_HZ);
      double until = voice.seconds();
      voice.awaitTones(until, 0.3, BEN_HZ);
      assertEquals(0, ben.heard().secondsOf(0, PUSHED_HZ));
      assertEquals(0, ben.voices().get(0).secondsOf(0, PUSHED_HZ));
      int longestPause = 0;
      for (int i = 1; i < numbers.size(); i++) {
        int lost = (short) (numbers.get(i) - numbers.get(i - 1)) - 1;
        longestPause = Math.max(longestPause, times.get(i) - times.get(i - 1) - lost * 960);
      }
      assertTrue(longestPause > 0.9 * SECONDS * 48_000, "paused for " + longestPause + " ticks");
    }
  }
}
