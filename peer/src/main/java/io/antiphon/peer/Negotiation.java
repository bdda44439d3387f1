package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.Origin;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.util.ArrayList;
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
  private final TransceiverSet transceivers = new TransceiverSet();
  private final SectionWriter writer;
  private Origin origin;
  private Descriptions descriptions = Descriptions.NONE;
  private @Nullable OfferPlan planned;
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
    return NegotiationNeed.of(transceivers.all(), descriptions);
  }

  /** In the order in which they were made. */
  List<Transceiver> transceivers() {
    return transceivers.all();
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
    OfferPlan plan = new OfferPlan(transceivers, descriptions);
    List<MediaDescription> media = plan.write(writer, descriptions.local(), transport);
    planned = plan;
    return session(media, plan.bundle(), transport);
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
      Transceiver transceiver = transceivers.at(index);
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
    OfferPlan plan = planned;
    if (plan == null || plan.size() != ours.sdp().media().size()) {
      throw new IllegalStateException("the offer is not the one that was made last");
    }
    if (state() == SignalingState.STABLE) {
      savepoint = new Savepoint(transceivers.all());
    }
    plan.associate();
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
    Objects.requireNonNull(savepoint).restore(transceivers.all());
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
      savepoint = new Savepoint(transceivers.all());
    }
    for (int index : accepted) {
      transceivers.associate(index, offer);
    }
    planned = null;
    descriptions = descriptions.withRemote(SignalingState.HAVE_REMOTE_OFFER, theirs);
    remoteTransport = transport;
  }

  private void takeAnswer(Description theirs) throws NegotiationException {
    SessionDescription offer = Objects.requireNonNull(descriptions.pendingLocal()).sdp();
    RemoteTransport transport = RemoteTransport.ofAnswer(offer, theirs.sdp());
    if (transport != null) {
      checkSameCertificate(transport);
      remoteTransport = transport;
    } else if (settledTransport == null) {
      throw new NegotiationException("The answer turns all of our audio down.");
    }
    descriptions = descriptions.withRemote(SignalingState.HAVE_REMOTE_PRANSWER, theirs);
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
    transceivers.settle(ours, theirs, last);
    if (last) {
      descriptions = descriptions.settled();
      settledTransport = remoteTransport;
      planned = null;
    }
  }

  void close() {
    descriptions = descriptions.in(SignalingState.CLOSED);
  }
}
