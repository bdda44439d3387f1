package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.sdp.Direction;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.Origin;
import io.antiphon.sdp.SessionDescription;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfferPlanTest {
  private final TransceiverSet transceivers = new TransceiverSet();
  private final SectionWriter writer = new SectionWriter(AudioConfig.defaults());

  @Test
  void eachTransceiverHasASectionOfItsOwnAndTakesItOnceTheOfferIsSet() {
    Transceiver first = added();
    Transceiver second = added();
    OfferPlan plan = new OfferPlan(transceivers, Descriptions.NONE);
    assertEquals(List.of("0", "1"), plan.bundle());
    assertEquals(-1, second.index(), "nothing has happened yet");
    plan.associate();
    assertEquals(first, transceivers.at(0));
    assertEquals(second, transceivers.at(1));
  }

  @Test
  void aSectionThatWasTurnedDownGoesToTheNextTransceiver() {
    OfferPlan first = new OfferPlan(withTwo(), Descriptions.NONE);
    first.associate();
    List<MediaDescription> media = first.write(writer, null, NegotiationTest.TRANSPORT);
    Description before = description(MediaDescription.rejecting(media.get(0)), media.get(1));
    Transceiver gone = transceivers.all().remove(0);
    Transceiver added = added();
    OfferPlan plan = new OfferPlan(transceivers, settled(before));
    plan.associate();
    assertEquals(added, transceivers.at(0));
    assertEquals("2", added.mid(), "a name that was used is not used again");
    assertEquals(List.of("2", "1"), plan.bundle());
    assertEquals(0, gone.index());
  }

  @Test
  void aSectionThatWasNeverAudioIsNotTaken() {
    MediaDescription video =
        MediaDescription.builder("video")
            .port(0)
            .protocol("UDP/TLS/RTP/SAVPF")
            .formats(List.of("96"))
            .build();
    Transceiver added = added();
    OfferPlan plan = new OfferPlan(transceivers, settled(description(video)));
    plan.associate();
    assertEquals(2, plan.size());
    assertEquals(1, added.index());
  }

  @Test
  void theSectionOfOneThatStopsIsTurnedDownAndKeepsItsPlace() {
    OfferPlan first = new OfferPlan(withTwo(), Descriptions.NONE);
    first.associate();
    Description before =
        description(
            first.write(writer, null, NegotiationTest.TRANSPORT).toArray(MediaDescription[]::new));
    transceivers.all().get(0).stop();
    OfferPlan plan = new OfferPlan(transceivers, settled(before));
    List<MediaDescription> media = plan.write(writer, before, NegotiationTest.TRANSPORT);
    assertEquals(2, plan.size());
    assertTrue(media.get(0).isRejected());
    assertEquals("1", media.get(1).mid());
    assertEquals(List.of("1"), plan.bundle());
  }

  private TransceiverSet withTwo() {
    added();
    added();
    return transceivers;
  }

  private Transceiver added() {
    Transceiver transceiver = Transceiver.of(Direction.RECVONLY);
    transceivers.add(transceiver);
    return transceiver;
  }

  private static Descriptions settled(Description ours) {
    return Descriptions.NONE.withLocal(SignalingState.HAVE_LOCAL_OFFER, ours).settled();
  }

  private static Description description(MediaDescription... media) {
    var builder = SessionDescription.builder(Origin.of(1, 1));
    for (MediaDescription each : media) {
      builder.media(each);
    }
    SessionDescription sdp = builder.build();
    return new Description(DescriptionType.OFFER, sdp, sdp.toString());
  }
}
