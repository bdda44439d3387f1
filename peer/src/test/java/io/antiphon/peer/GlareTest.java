package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Perfect negotiation (W3C WebRTC §10.7) on two negotiations that know no network: both offer
 * whenever they like, and their messages take as long as chance will have it.
 */
class GlareTest {
  /** One side, polite or not, and what is on its way to it. */
  private static final class Side {
    private final Negotiation negotiation;
    private final boolean polite;
    private final Queue<Description> inbox = new ArrayDeque<>();
    private final LocalTransport transport;
    private @Nullable Side other;
    private boolean ignoring;
    private int collisions;

    Side(boolean polite, long seed) {
      this.polite = polite;
      negotiation = new Negotiation(new Random(seed));
      String name = polite ? "polite" : "impolite";
      transport =
          new LocalTransport(
              name,
              "passwordOf" + name + "LongEnough",
              false,
              List.of(),
              true,
              List.of("sha-256 00:" + (polite ? "01" : "02")),
              name);
    }

    private void send(DescriptionType type, SessionDescription sdp) {
      Objects.requireNonNull(other).inbox.add(new Description(type, sdp, sdp.toString()));
    }

    void negotiate() {
      SessionDescription offer = negotiation.createOffer(transport);
      negotiation.setLocal(DescriptionType.OFFER, offer);
      send(DescriptionType.OFFER, offer);
    }

    boolean wants() {
      return negotiation.state() == SignalingState.STABLE && negotiation.isNeeded();
    }

    void receive() throws NegotiationException, SdpFormatException {
      Description message = inbox.remove();
      boolean collision =
          message.type() == DescriptionType.OFFER && negotiation.state() != SignalingState.STABLE;
      collisions += collision ? 1 : 0;
      ignoring = !polite && collision;
      if (ignoring) {
        return;
      }
      negotiation.setRemote(message.type(), message.text());
      if (message.type() == DescriptionType.OFFER) {
        SessionDescription answer = negotiation.createAnswer(transport, Setup.ACTIVE);
        negotiation.setLocal(DescriptionType.ANSWER, answer);
        send(DescriptionType.ANSWER, answer);
      }
    }

    /** What the user does, at any time. */
    void act(Random random) {
      List<Transceiver> all = negotiation.transceivers();
      int choice = random.nextInt(6);
      if (choice < 2 && all.size() < 8) {
        Transceiver added = Transceiver.of(List.of(Direction.values()).get(random.nextInt(4)));
        added.setSsrcs(1 + random.nextInt(1 << 30), 1 << 31);
        negotiation.add(added);
      } else if (choice == 2 && all.size() > 1) {
        all.get(random.nextInt(all.size())).stop();
      } else if (!all.isEmpty()) {
        Transceiver one = all.get(random.nextInt(all.size()));
        if (!one.isStopping()) {
          one.setDirection(List.of(Direction.values()).get(random.nextInt(4)));
        }
      }
    }

    /** Mid and direction of each section, as this side sees it; seen from there if asked. */
    List<String> sections(boolean fromThere) {
      List<String> sections = new ArrayList<>();
      for (Transceiver each : negotiation.transceivers()) {
        Direction direction = Objects.requireNonNull(each.currentDirection());
        sections.add(
            each.index() + " " + each.mid() + " " + (fromThere ? direction.reversed() : direction));
      }
      sections.sort(null);
      return sections;
    }
  }

  private static Side[] call(long seed) {
    Side polite = new Side(true, seed);
    Side impolite = new Side(false, seed + 1);
    polite.other = impolite;
    impolite.other = polite;
    for (Side side : List.of(polite, impolite)) {
      Transceiver speaking = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
      speaking.setSsrcs(side.polite ? 1 : 2, side.polite ? 3 : 4);
      side.negotiation.add(speaking);
    }
    return new Side[] {polite, impolite};
  }

  @Test
  void whateverBothWantAtOnceTheyEndStableWithTheSameSections() throws Exception {
    int collisions = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Side[] sides = call(seed);
      for (int step = 0; step < 60; step++) {
        step(sides[random.nextInt(2)], random);
      }
      settle(sides, random, seed);
      assertEquals(sides[0].sections(false), sides[1].sections(true), "seed " + seed);
      collisions += sides[0].collisions;
    }
    assertTrue(collisions > 200, "only " + collisions + " collisions");
  }

  private static void step(Side side, Random random) throws Exception {
    switch (random.nextInt(4)) {
      case 0 -> side.act(random);
      case 1 -> {
        if (side.wants()) {
          side.negotiate();
        }
      }
      default -> {
        if (!side.inbox.isEmpty()) {
          side.receive();
        }
      }
    }
  }

  private static void settle(Side[] sides, Random random, long seed) throws Exception {
    for (int step = 0; step < 1_000; step++) {
      Side side = sides[random.nextInt(2)];
      if (!side.inbox.isEmpty()) {
        side.receive();
      } else if (side.wants()) {
        side.negotiate();
      }
    }
    for (Side side : sides) {
      assertEquals(SignalingState.STABLE, side.negotiation.state(), "seed " + seed);
      assertFalse(side.negotiation.isNeeded(), "seed " + seed);
    }
  }

  @Test
  void anOfferThatIsRolledBackLeavesNoTrace() throws Exception {
    Side[] sides = call(1);
    Side polite = sides[0];
    polite.negotiate();
    assertEquals("0", polite.negotiation.transceivers().get(0).mid());
    polite.negotiation.setLocal(
        DescriptionType.ROLLBACK,
        SessionDescription.builder(io.antiphon.sdp.Origin.of(0, 0)).build());
    assertEquals(Descriptions.NONE, polite.negotiation.descriptions());
    assertEquals(null, polite.negotiation.transceivers().get(0).mid());
    assertTrue(polite.negotiation.isNeeded());
  }

  @Test
  void theirOfferRolledBackTakesItsSectionsAlong() throws Exception {
    Side[] sides = call(1);
    sides[1].negotiation.add(Transceiver.of(Direction.SENDRECV));
    sides[1].negotiate();
    Description offer = sides[0].inbox.remove();
    sides[0].negotiation.setRemote(DescriptionType.OFFER, offer.text());
    assertEquals(2, sides[0].negotiation.transceivers().size());
    sides[0].negotiation.setRemote(DescriptionType.ROLLBACK, "");
    assertEquals(1, sides[0].negotiation.transceivers().size());
    assertEquals(SignalingState.STABLE, sides[0].negotiation.state());
  }
}
