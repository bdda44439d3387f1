package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms over a real loopback: everybody says a tone of their own. */
@Timeout(60)
class RoomTest {
  private static final double ANN_HZ = 511;
  private static final double BEN_HZ = 711;
  private static final double CAT_HZ = 433;

  /** Of the energy: what is there at all, and what is not. */
  private static final double THERE = 0.2;

  private static final double NOT_THERE = 0.001;

  private Endpoint house;
  private Room room;

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    house = Endpoint.open(EndpointConfig.loopback());
    room = Room.on(house, RoomMode.MIX);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private int encoders() throws Exception {
    return CompletableFuture.supplyAsync(house::encoders, house.loop()).get(5, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "waited in vain for " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void assertHears(Guest guest, double from, double... hertz) {
    String shares = "";
    double sum = 0;
    for (double each : new double[] {ANN_HZ, BEN_HZ, CAT_HZ}) {
      double share = guest.heard().purity(each, from, from + 1);
      shares += each + " Hz: " + share + "; ";
    }
    for (double each : hertz) {
      double share = guest.heard().purity(each, from, from + 1);
      assertTrue(share > THERE, each + " Hz is missing: " + shares);
      sum += share;
    }
    assertTrue(sum > 0.97, "something else is there: " + shares);
  }

  @Test
  void eachHearsTheOthersAndNotItself() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
      cat.listen(1.5);
      double annFrom = ann.heard().seconds();
      double benFrom = ben.heard().seconds();
      double catFrom = cat.listen(1.2);
      ann.heard().await((int) ((annFrom + 1) * 48_000));
      ben.heard().await((int) ((benFrom + 1) * 48_000));
      assertHears(ann, annFrom, BEN_HZ, CAT_HZ);
      assertHears(ben, benFrom, ANN_HZ, CAT_HZ);
      assertHears(cat, catFrom, ANN_HZ, BEN_HZ);
      assertTrue(ann.heard().purity(ANN_HZ, annFrom, annFrom + 1) < NOT_THERE);
      assertEquals(List.of("ann", "ben", "cat"), room.members());
      assertEquals(3, encoders(), "three speak: three mixes, and nobody to hear all of them");
    }
  }

  @Test
  void whoIsAloneHearsSilence() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann")) {
      ann.listen(1.5);
      assertTrue(ann.heard().peak(0, 1.5) < 3, "peak " + ann.heard().peak(0, 1.5));
    }
  }

  @Test
  void whoDoesNotSpeakSharesOneEncoder() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ);
        Guest cat = Guest.mono(house, CAT_HZ);
        Guest dan = Guest.mono(house, 611)) {
      ben.speak(false);
      cat.speak(false);
      dan.speak(false);
      ben.join(room, "ben");
      cat.join(room, "cat");
      dan.join(room, "dan");
      double from = dan.listen(1) + 0.5;
      dan.listen(0.6);
      assertHears(dan, from, ANN_HZ);
      assertEquals(2, encoders(), "what Ann hears, and what all others hear");
      ann.speak(false);
      dan.listen(3);
      assertEquals(1, encoders(), "all hear the same again");
    }
  }

  @Test
  void theOthersGoOnWhenSomebodyComesOrGoes() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ)) {
      ben.speak(false);
      ben.join(room, "ben");
      ben.listen(1);
      double from = ben.heard().seconds();
      try (Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
        cat.listen(1);
        assertTrue(ben.heard().purity(CAT_HZ, from + 0.6, from + 0.9) > THERE);
      }
      await("the end of Cat's call", () -> room.members().equals(List.of("ann", "ben")));
      ben.listen(1);
      double end = ben.heard().seconds();
      assertTrue(ben.heard().purity(ANN_HZ, end - 0.5, end) > 0.98);
    }
  }

  @Test
  void stereoAndG711AreMixedAtTheSamePitch() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ);
        Guest ben = new Guest(house, AudioFormat.STEREO_48K, BEN_HZ).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
      ann.join(room, "ann", Sdp::pcmuOnly);
      cat.listen(1.5);
      ann.listen(0.1);
      double annFrom = ann.heard().seconds();
      double catFrom = cat.listen(1.2);
      ann.heard().await((int) ((annFrom + 1) * 8_000));
      assertHears(ann, annFrom, BEN_HZ, CAT_HZ);
      assertHears(cat, catFrom, ANN_HZ, BEN_HZ);
      assertEquals(2, ben.heard().channels(), "who asks for stereo gets stereo");
      assertEquals(1, cat.heard().channels());
    }
  }

  @Test
  void theActiveSpeakerIsTold() throws Exception {
    CompletableFuture<Optional<String>> first = new CompletableFuture<>();
    room.onActiveSpeakerChange(first::complete);
    assertEquals(Optional.empty(), room.activeSpeaker());
    try (Guest ann = Guest.mono(house, ANN_HZ);
        Guest ben = Guest.mono(house, BEN_HZ)) {
      ann.speak(false);
      ann.join(room, "ann");
      ben.join(room, "ben");
      assertEquals(Optional.of("ben"), first.get(5, TimeUnit.SECONDS));
      ben.speak(false);
      ann.speak(true);
      await("Ann's turn", () -> room.activeSpeaker().equals(Optional.of("ann")));
      ann.speak(false);
      await("silence", () -> room.activeSpeaker().isEmpty());
    }
  }

  @Test
  void whoLeavesHearsNothingAndMayComeAgain() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ)) {
      Transceiver heard = room.join("ben", ben.there());
      ben.call(sdp -> sdp);
      ben.listen(1);
      room.leave("ben");
      assertEquals(List.of("ann"), room.members());
      await("nothing to hear", () -> heard.source() == null);
      room.join("ben", ben.there(), heard);
      double from = ben.heard().seconds();
      ben.listen(1);
      double end = ben.heard().seconds();
      assertTrue(ben.heard().purity(ANN_HZ, end - 0.5, end) > 0.97, "since " + from);
    }
    await("everybody to have gone", room::isEmpty);
    assertEquals(0, encoders());
  }

  @Test
  void refusesWhoIsHereAlreadyAndWhoLivesElsewhere() throws Exception {
    try (Endpoint elsewhere = Endpoint.open(EndpointConfig.loopback());
        PeerConnection ann = PeerConnection.create(PeerConfig.on(house));
        PeerConnection stranger = PeerConnection.create(PeerConfig.on(elsewhere))) {
      room.join("ann", ann);
      assertThrows(IllegalArgumentException.class, () -> room.join("ann", ann));
      assertThrows(IllegalArgumentException.class, () -> room.join("stranger", stranger));
      assertThrows(IllegalArgumentException.class, () -> room.offerVoices("nobody", 1));
      assertFalse(room.isEmpty());
    }
  }
}
