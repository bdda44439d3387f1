package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.Origin;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of offers and answers (JSEP, RFC 8829): which sections there are, which transceiver
 * each belongs to, and what both sides have settled.
 *
 * <p>Unified plan; audio sections are taken up if they share one bundled transport, everything else
 * is turned down with port 0. Sans-IO, driven by the peer's event loop.
 */
final class Negotiation {
  private static final String TRANSPORT = "UDP/TLS/RTP/SAVPF";

  /**
   * A section of an offer that was made, and not yet set; the transceiver is null if turned down.
   */
  private record Planned(@Nullable Transceiver transceiver, String mid) {}

  private final List<Transceiver> transceivers = new ArrayList<>();
  private final SectionWriter writer;
  private Origin origin;
  private Descriptions descriptions = Descriptions.NONE;
  private @Nullable List<Planned> planned;
  private @Nullable Savepoint savepoint;
  private @Nullable RemoteTransport settledTransport;
  private @Nullable RemoteTransport remoteTransport;

  /** One of the usual audio. */
  Negotiation(RandomGenerator random) {
    this(random, AudioConfig.defaults());
  }

  /**
   * A negotiation of nothing yet.
   *
   * @param config of the audio that we send and ask for
   */
  Negotiation(RandomGenerator random, AudioConfig config) {
    writer = new SectionWriter(config);
    // RFC 8829 §5.2.1: 63 bits, the highest zero.
    origin = Origin.of(random.nextLong() >>> 1, 1);
  }

  SignalingState state() {
    return descriptions.state();
  }

  Descriptions descriptions() {
    return descriptions;
  }

  /** Whether what is wanted is not what is settled (W3C WebRTC §4.7.3), restarts aside. */
  boolean isNeeded() {
    return NegotiationNeed.of(transceivers, descriptions);
  }

  /** In the order in which they were made. */
  List<Transceiver> transceivers() {
    return transceivers;
  }

  void add(Transceiver transceiver) {
    transceivers.add(transceiver);
  }

  /** What the other side has said of its transport; null before its first description. */
  @Nullable RemoteTransport remoteTransport() {
    return remoteTransport;
  }

  /** Proposes a section for each transceiver (RFC 8829 §5.2). */
  SessionDescription createOffer(LocalTransport transport) {
    if (state() != SignalingState.STABLE && state() != SignalingState.HAVE_LOCAL_OFFER) {
      throw new IllegalStateException("an offer cannot be made in " + state());
    }
    Description before = descriptions.local();
    List<MediaDescription> sections = before == null ? List.of() : before.sdp().media();
    Deque<Transceiver> added = new ArrayDeque<>();
    for (Transceiver transceiver : transceivers) {
      if (transceiver.index() < 0 && !transceiver.isStopping()) {
        added.add(transceiver);
      }
    }
    Mids mids = new Mids(descriptions);
    List<Planned> plan = new ArrayList<>();
    List<MediaDescription> media = new ArrayList<>();
    for (int index = 0; index < sections.size(); index++) {
      MediaDescription section = sections.get(index);
      Transceiver transceiver = atIndex(index);
      if (transceiver != null && !transceiver.isStopping()) {
        plan.add(new Planned(transceiver, transceiver.requireMid()));
      } else if (transceiver == null && !added.isEmpty() && isRecyclable(index)) {
        plan.add(new Planned(added.remove(), mids.next(index)));
      } else {
        plan.add(new Planned(null, ""));
        media.add(MediaDescription.rejecting(section));
        continue;
      }
      media.add(offer(plan.get(index), transport));
    }
    for (Transceiver transceiver : added) {
      plan.add(new Planned(transceiver, mids.next(media.size())));
      media.add(offer(plan.get(media.size()), transport));
    }
    planned = plan;
    List<String> bundle =
        plan.stream().filter(each -> each.transceiver() != null).map(Planned::mid).toList();
    return session(media, bundle, transport);
  }

  private MediaDescription offer(Planned section, LocalTransport transport) {
    return writer.offer(Objects.requireNonNull(section.transceiver()), section.mid(), transport);
  }

  /** An audio section that was turned down may be taken by another (RFC 8829 §5.2.2). */
  private boolean isRecyclable(int index) {
    return isRejected(descriptions.currentLocal(), index)
        || isRejected(descriptions.currentRemote(), index);
  }

  private static boolean isRejected(@Nullable Description in, int index) {
    if (in == null || index >= in.sdp().media().size()) {
      return false;
    }
    MediaDescription section = in.sdp().media().get(index);
    return section.isRejected() && section.kind().equals("audio");
  }

  private @Nullable Transceiver atIndex(int index) {
    for (Transceiver transceiver : transceivers) {
      if (transceiver.index() == index) {
        return transceiver;
      }
    }
    return null;
  }

  /**
   * Answers the offer in force (RFC 8829 §5.3).
   *
   * @param role the DTLS role to take where the offer leaves the choice
   */
  SessionDescription createAnswer(LocalTransport transport, Setup role) {
    Description proposed = descriptions.pendingRemote();
    RemoteTransport offered = remoteTransport;
    if (proposed == null || !isAnswerable() || offered == null) {
      throw new IllegalStateException("there is no offer to answer in " + state());
    }
    SessionDescription offer = proposed.sdp();
    Setup setup =
        switch (offered.setup()) {
          case ACTIVE -> Setup.PASSIVE;
          case PASSIVE -> Setup.ACTIVE;
          default -> role;
        };
    List<MediaDescription> media = new ArrayList<>();
    List<String> mids = new ArrayList<>();
    for (int index = 0; index < offer.media().size(); index++) {
      MediaDescription section = offer.media().get(index);
      Transceiver transceiver = atIndex(index);
      if (transceiver == null
          || transceiver.isStopping()
          || section.isRejected()
          || transceiver.preferred(CodecParameters.of(section)).isEmpty()) {
        media.add(MediaDescription.rejecting(section));
      } else {
        media.add(writer.answer(transceiver, section, transport, setup));
        mids.add(transceiver.requireMid());
      }
    }
    return session(media, offer.bundle().isEmpty() ? List.of() : mids, transport);
  }

  private boolean isAnswerable() {
    return state() == SignalingState.HAVE_REMOTE_OFFER
        || state() == SignalingState.HAVE_LOCAL_PRANSWER;
  }

  private SessionDescription session(
      List<MediaDescription> media, List<String> bundle, LocalTransport transport) {
    var builder = SessionDescription.builder(origin);
    origin = origin.next();
    if (!bundle.isEmpty()) {
      builder.bundle(bundle);
    }
    builder.attribute("extmap-allow-mixed").msidSemantic("WMS *");
    if (transport.iceLite()) {
      builder.iceLite();
    }
    media.forEach(builder::media);
    return builder.build();
  }

  /** Puts our own description into force. */
  void setLocal(DescriptionType type, SessionDescription description) {
    Description ours = new Description(type, description, description.toString());
    switch (type) {
      case OFFER -> {
        require(
            state() == SignalingState.STABLE || state() == SignalingState.HAVE_LOCAL_OFFER, type);
        takeOwnOffer(ours);
      }
      case PRANSWER, ANSWER -> {
        require(isAnswerable(), type);
        Description offer = Objects.requireNonNull(descriptions.pendingRemote());
        if (offer.sdp().media().size() != description.media().size()) {
          throw new IllegalStateException("the answer was made for another offer");
        }
        descriptions = descriptions.withLocal(SignalingState.HAVE_LOCAL_PRANSWER, ours);
        settle(type);
      }
      case ROLLBACK -> rollback();
    }
  }

  private void takeOwnOffer(Description ours) {
    List<Planned> plan = planned;
    if (plan == null || plan.size() != ours.sdp().media().size()) {
      throw new IllegalStateException("the offer is not the one that was made last");
    }
    if (state() == SignalingState.STABLE) {
      savepoint = new Savepoint(transceivers);
    }
    for (int index = 0; index < plan.size(); index++) {
      Transceiver transceiver = plan.get(index).transceiver();
      if (transceiver != null) {
        transceiver.associate(index, plan.get(index).mid());
      }
    }
    descriptions = descriptions.withLocal(SignalingState.HAVE_LOCAL_OFFER, ours);
  }

  private void require(boolean allowed, DescriptionType type) {
    if (!allowed) {
      throw new IllegalStateException(
          "a description of type " + type + " cannot be set in " + state());
    }
  }

  /** Takes the offer under way back, ours or theirs (RFC 8829 §4.1.10.2). */
  private void rollback() {
    require(
        state() == SignalingState.HAVE_LOCAL_OFFER || state() == SignalingState.HAVE_REMOTE_OFFER,
        DescriptionType.ROLLBACK);
    Objects.requireNonNull(savepoint).restore(transceivers);
    remoteTransport = settledTransport;
    planned = null;
    descriptions = descriptions.rolledBack();
  }

  /**
   * Takes the other side's description; nothing changes if it is refused.
   *
   * @throws NegotiationException saying what to fix in it
   */
  void setRemote(DescriptionType type, String sdp) throws NegotiationException {
    if (type == DescriptionType.ROLLBACK) {
      rollback();
      return;
    }
    Description theirs = new Description(type, parse(type, sdp), sdp);
    if (type == DescriptionType.OFFER) {
      require(
          state() == SignalingState.STABLE
              || state() == SignalingState.HAVE_REMOTE_OFFER
              || state() == SignalingState.HAVE_LOCAL_OFFER,
          type);
      takeOffer(theirs);
    } else {
      require(
          state() == SignalingState.HAVE_LOCAL_OFFER
              || state() == SignalingState.HAVE_REMOTE_PRANSWER,
          type);
      takeAnswer(theirs);
    }
  }

  private static SessionDescription parse(DescriptionType type, String sdp)
      throws NegotiationException {
    try {
      return SessionDescription.parse(sdp);
    } catch (SdpFormatException e) {
      throw new NegotiationException("The " + type + " is not SDP: " + e.getMessage());
    }
  }

  /** Where an offer of ours is under way, theirs takes its place (W3C WebRTC §4.4.1.5). */
  private void takeOffer(Description theirs) throws NegotiationException {
    SessionDescription offer = theirs.sdp();
    Description before = descriptions.currentRemote();
    if (before != null && offer.media().size() < before.sdp().media().size()) {
      throw new NegotiationException(
          "The offer has fewer media sections than before; those that have ended stay, with port"
              + " 0.");
    }
    RemoteTransport known = settledTransport;
    List<Integer> accepted =
        known != null && OfferedSections.allRejected(offer)
            ? List.of()
            : OfferedSections.acceptable(offer);
    RemoteTransport transport =
        known != null && accepted.isEmpty()
            ? known
            : RemoteTransport.of("offer", offer, offer.media().get(accepted.get(0)));
    checkSameCertificate(transport);
    if (state() == SignalingState.HAVE_LOCAL_OFFER) {
      rollback();
    }
    if (state() == SignalingState.STABLE) {
      savepoint = new Savepoint(transceivers);
    }
    for (int index : accepted) {
      associate(index, offer);
    }
    planned = null;
    descriptions = descriptions.withRemote(SignalingState.HAVE_REMOTE_OFFER, theirs);
    remoteTransport = transport;
  }

  /** RFC 8829 §5.10: by mid first, then the first transceiver without a section, or a new one. */
  private void associate(int index, SessionDescription offer) {
    if (atIndex(index) != null) {
      return;
    }
    Transceiver free = null;
    for (Transceiver transceiver : transceivers) {
      if (transceiver.index() < 0 && !transceiver.isStopping()) {
        free = transceiver;
        break;
      }
    }
    if (free == null) {
      free = Transceiver.receivingOffered();
      transceivers.add(free);
    }
    free.associate(index, midOf(index, offer));
  }

  /** The section's own, or one that no other has. */
  private static String midOf(int index, SessionDescription offer) {
    String own = offer.media().get(index).mid();
    String free = Integer.toString(index);
    while (own == null && hasMid(offer, free)) {
      free = "m" + free;
    }
    return own == null ? free : own;
  }

  private static boolean hasMid(SessionDescription offer, String mid) {
    return offer.media().stream().anyMatch(section -> mid.equals(section.mid()));
  }

  private void takeAnswer(Description theirs) throws NegotiationException {
    SessionDescription answer = theirs.sdp();
    SessionDescription offer = Objects.requireNonNull(descriptions.pendingLocal()).sdp();
    if (answer.media().size() != offer.media().size()) {
      throw new NegotiationException(
          "The answer has "
              + answer.media().size()
              + " media sections and the offer "
              + offer.media().size()
              + "; they must match one to one.");
    }
    MediaDescription owner = null;
    for (MediaDescription section : answer.media()) {
      if (!section.isRejected() && owner == null) {
        owner = section;
      }
    }
    RemoteTransport known = settledTransport;
    if (owner == null && known == null) {
      throw new NegotiationException("The answer turns all of our audio down.");
    }
    if (owner == null) {
      descriptions = descriptions.withRemote(SignalingState.HAVE_REMOTE_PRANSWER, theirs);
      settle(theirs.type());
      return;
    }
    RemoteTransport transport = RemoteTransport.of("answer", answer, owner);
    if (transport.setup() == Setup.ACTPASS) {
      throw new NegotiationException("The answer must choose a=setup:active or a=setup:passive.");
    }
    checkSameCertificate(transport);
    descriptions = descriptions.withRemote(SignalingState.HAVE_REMOTE_PRANSWER, theirs);
    remoteTransport = transport;
    settle(theirs.type());
  }

  private void checkSameCertificate(RemoteTransport transport) throws NegotiationException {
    RemoteTransport before = settledTransport;
    if (before != null && !before.fingerprints().equals(transport.fingerprints())) {
      throw new NegotiationException(
          "The fingerprint has changed within the call; a new certificate needs a new connection.");
    }
  }

  /** What both sides have said holds; after a provisional answer, until the next one. */
  private void settle(DescriptionType type) {
    SessionDescription ours = Objects.requireNonNull(descriptions.local()).sdp();
    SessionDescription theirs = Objects.requireNonNull(descriptions.remote()).sdp();
    boolean last = type == DescriptionType.ANSWER;
    for (Transceiver transceiver : List.copyOf(transceivers)) {
      int index = transceiver.index();
      if (index < 0) {
        continue;
      }
      MediaDescription own = ours.media().get(index);
      MediaDescription other = theirs.media().get(index);
      if (!own.isRejected() && !other.isRejected()) {
        transceiver.settle(
            NegotiatedAudio.of(transceiver.requireMid(), own, other, transceiver::preferred));
      } else if (last) {
        transceiver.onStopped();
        transceivers.remove(transceiver);
      } else {
        transceiver.settle(null);
      }
    }
    if (last) {
      transceivers.removeIf(each -> each.isStopping() && each.index() < 0);
      descriptions = descriptions.settled();
      settledTransport = remoteTransport;
      planned = null;
    }
  }

  void close() {
    descriptions = descriptions.in(SignalingState.CLOSED);
  }

  /** Whether that protocol is RTP over DTLS-SRTP as WebRTC writes it (RFC 8829 §5.1.2). */
  static boolean speaks(String protocol) {
    return protocol.equals(TRANSPORT)
        || protocol.equals("UDP/TLS/RTP/SAVP")
        || protocol.equals("RTP/SAVPF")
        || protocol.equals("RTP/SAVP")
        || protocol.equals("TCP/DTLS/RTP/SAVPF");
  }
}
