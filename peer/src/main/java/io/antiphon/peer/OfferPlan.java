package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which transceiver each section of an offer is for, from when it is made until it is set (RFC 8829
 * §5.2).
 */
final class OfferPlan {
  /** One section; its transceiver is null if it is turned down. */
  private record Section(@Nullable Transceiver transceiver, String mid) {}

  private final List<Section> sections = new ArrayList<>();

  /**
   * Plans a section for each transceiver: at its place, if it has one, else where one was turned
   * down, else at the end.
   */
  OfferPlan(TransceiverSet transceivers, Descriptions descriptions) {
    Deque<Transceiver> added = transceivers.unassociated();
    Mids mids = new Mids(descriptions);
    int before = mediaOf(descriptions.local()).size();
    for (int index = 0; index < before; index++) {
      Transceiver transceiver = transceivers.at(index);
      if (transceiver != null && !transceiver.isStopping()) {
        sections.add(new Section(transceiver, transceiver.requireMid()));
      } else if (transceiver == null && !added.isEmpty() && isRecyclable(descriptions, index)) {
        sections.add(new Section(added.remove(), mids.next(index)));
      } else {
        sections.add(new Section(null, ""));
      }
    }
    for (Transceiver transceiver : added) {
      sections.add(new Section(transceiver, mids.next(sections.size())));
    }
  }

  private static List<MediaDescription> mediaOf(@Nullable Description description) {
    return description == null ? List.of() : description.sdp().media();
  }

  /** An audio section that was turned down may be taken by another (RFC 8829 §5.2.2). */
  private static boolean isRecyclable(Descriptions descriptions, int index) {
    return isRejected(mediaOf(descriptions.currentLocal()), index)
        || isRejected(mediaOf(descriptions.currentRemote()), index);
  }

  private static boolean isRejected(List<MediaDescription> media, int index) {
    return index < media.size()
        && media.get(index).isRejected()
        && media.get(index).kind().equals("audio");
  }

  /**
   * The sections, written.
   *
   * @param before our description so far, whose sections are turned down where no transceiver is
   */
  List<MediaDescription> write(
      SectionWriter writer, @Nullable Description before, LocalTransport transport) {
    List<MediaDescription> media = new ArrayList<>();
    for (Section section : sections) {
      media.add(
          section.transceiver() == null
              ? MediaDescription.rejecting(mediaOf(before).get(media.size()))
              : writer.offer(section.transceiver(), section.mid(), transport));
    }
    return media;
  }

  /** The sections that share the transport, by name. */
  List<String> bundle() {
    return sections.stream().filter(each -> each.transceiver() != null).map(Section::mid).toList();
  }

  int size() {
    return sections.size();
  }

  /** The offer is set: each transceiver has its section. */
  void associate() {
    for (int index = 0; index < sections.size(); index++) {
      Transceiver transceiver = sections.get(index).transceiver();
      if (transceiver != null) {
        transceiver.associate(index, sections.get(index).mid());
      }
    }
  }
}
