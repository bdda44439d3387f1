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

  private static final double LONG_ENOUGH = 0.4;

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

  private int encoders() {
    return CompletableFuture.supplyAsync(house::encoders, house.loop())
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "waited in vain for " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void awaitEncoders(int number, String why) {
    await(number + " encoders, not " + encoders() + ": " + why, () -> encoders() == number);
  }

  @Test
  void eachHearsTheOthersAndNotItself() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
      ann.heard().awaitTones(0, LONG_ENOUGH, BEN_HZ, CAT_HZ);
      ben.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ, CAT_HZ);
      cat.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ, BEN_HZ);
      assertTrue(ann.heard().mostOf(ANN_HZ, 0, ann.heard().seconds()) < 0.2, "herself");
      assertEquals(List.of("ann", "ben", "cat"), room.members());
      awaitEncoders(3, "three speak: three mixes, and nobody to hear all of them");
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
      dan.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ);
      awaitEncoders(2, "what Ann hears, and what all others hear");
      ann.speak(false);
      awaitEncoders(1, "all hear the same again");
    }
  }

  @Test
  void theOthersGoOnWhenSomebodyComesOrGoes() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ)) {
      ben.speak(false);
      ben.join(room, "ben");
      ben.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ);
      double came = ben.heard().seconds();
      try (Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
        ben.heard().awaitTones(came, LONG_ENOUGH, ANN_HZ, CAT_HZ);
      }
      await("the end of Cat's call", () -> room.members().equals(List.of("ann", "ben")));
      double went = ben.heard().seconds();
      ben.heard().awaitTones(went, LONG_ENOUGH, ANN_HZ);
      double without = ben.heard().secondsOf(came, CAT_HZ);
      double with = ben.heard().secondsOf(came, ANN_HZ, CAT_HZ);
      assertTrue(without < with / 2, with + " s of both, but " + without + " s of Cat alone");
    }
  }

  @Test
  void stereoAndG711AreMixedAtTheSamePitch() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ);
        Guest ben = new Guest(house, AudioFormat.STEREO_48K, BEN_HZ).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
      ann.join(room, "ann", Sdp::pcmuOnly);
      ann.heard().awaitTones(0, LONG_ENOUGH, BEN_HZ, CAT_HZ);
      cat.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ, BEN_HZ);
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
      assertEquals(Optional.of("ben"), first.get(30, TimeUnit.SECONDS));
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
      ben.heard().awaitTones(ben.heard().seconds(), LONG_ENOUGH, ANN_HZ);
    }
    await("everybody to have gone", room::isEmpty);
    awaitEncoders(0, "nobody is here");
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
