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
  private static final String TRANSPORT = "UDP/TLS/RTP/SAVPF";

  private final List<Transceiver> transceivers = new ArrayList<>();
  private final SectionWriter writer;
  private Origin origin;
  private SignalingState state = SignalingState.STABLE;
  private @Nullable SessionDescription local;
  private @Nullable SessionDescription remote;
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
    return state;
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

  /** Our description in force or proposed; null before the first. */
  @Nullable SessionDescription local() {
    return local;
  }

  /** Proposes a section for each transceiver (RFC 8829 §5.2). */
  SessionDescription createOffer(LocalTransport transport) {
    if (state != SignalingState.STABLE && state != SignalingState.HAVE_LOCAL_OFFER) {
      throw new IllegalStateException("an offer cannot be made in " + state);
    }
    SessionDescription before = local;
    int sections = before == null ? 0 : before.media().size();
    List<MediaDescription> media = new ArrayList<>();
    List<String> mids = new ArrayList<>();
    for (int index = 0; index < sections; index++) {
      Transceiver transceiver = atIndex(index);
      if (transceiver == null) {
        media.add(MediaDescription.rejecting(Objects.requireNonNull(before).media().get(index)));
      } else {
        media.add(writer.offer(transceiver, transport));
        mids.add(transceiver.requireMid());
      }
    }
    for (Transceiver transceiver : transceivers) {
      if (transceiver.index() < 0) {
        transceiver.associate(media.size(), Integer.toString(media.size()));
        media.add(writer.offer(transceiver, transport));
        mids.add(transceiver.requireMid());
      }
    }
    return session(media, mids, transport);
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
    SessionDescription offer = remote;
    RemoteTransport offered = remoteTransport;
    if (state != SignalingState.HAVE_REMOTE_OFFER || offer == null || offered == null) {
      throw new IllegalStateException("there is no offer to answer in " + state);
    }
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
      if (transceiver == null) {
        media.add(MediaDescription.rejecting(section));
      } else {
        media.add(writer.answer(transceiver, section, transport, setup));
        mids.add(transceiver.requireMid());
      }
    }
    return session(media, offer.bundle().isEmpty() ? List.of() : mids, transport);
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
    switch (type) {
      case OFFER -> {
        require(state == SignalingState.STABLE || state == SignalingState.HAVE_LOCAL_OFFER, type);
        local = description;
        state = SignalingState.HAVE_LOCAL_OFFER;
      }
      case ANSWER -> {
        require(state == SignalingState.HAVE_REMOTE_OFFER, type);
        local = description;
        settle();
      }
    }
  }

  private void require(boolean allowed, DescriptionType type) {
    if (!allowed) {
      throw new IllegalStateException("an " + type + " cannot be set in " + state);
    }
  }

  /**
   * Takes the other side's description; nothing changes if it is refused.
   *
   * @throws NegotiationException saying what to fix in it
   */
  void setRemote(DescriptionType type, String sdp) throws NegotiationException {
    SessionDescription description = parse(type, sdp);
    switch (type) {
      case OFFER -> {
        require(state == SignalingState.STABLE || state == SignalingState.HAVE_REMOTE_OFFER, type);
        takeOffer(description);
      }
      case ANSWER -> {
        require(state == SignalingState.HAVE_LOCAL_OFFER, type);
        takeAnswer(description);
      }
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

  private void takeOffer(SessionDescription offer) throws NegotiationException {
    List<Integer> accepted = OfferedSections.acceptable(offer);
    MediaDescription owner = offer.media().get(accepted.get(0));
    RemoteTransport transport = RemoteTransport.of("offer", offer, owner);
    checkSameCertificate(transport);
    for (int index : accepted) {
      associate(index, offer);
    }
    remote = offer;
    remoteTransport = transport;
    state = SignalingState.HAVE_REMOTE_OFFER;
  }

  /** RFC 8829 §5.10: by mid first, then the first transceiver without a section, or a new one. */
  private void associate(int index, SessionDescription offer) {
    if (atIndex(index) != null) {
      return;
    }
    Transceiver free = null;
    for (Transceiver transceiver : transceivers) {
      if (transceiver.index() < 0) {
        free = transceiver;
        break;
      }
    }
    if (free == null) {
      free = Transceiver.receiving();
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

  private void takeAnswer(SessionDescription answer) throws NegotiationException {
    SessionDescription offer = Objects.requireNonNull(local);
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
    if (owner == null) {
      throw new NegotiationException("The answer turns all of our audio down.");
    }
    RemoteTransport transport = RemoteTransport.of("answer", answer, owner);
    if (transport.setup() == Setup.ACTPASS) {
      throw new NegotiationException("The answer must choose a=setup:active or a=setup:passive.");
    }
    checkSameCertificate(transport);
    remote = answer;
    remoteTransport = transport;
    settle();
  }

  private void checkSameCertificate(RemoteTransport transport) throws NegotiationException {
    RemoteTransport before = remoteTransport;
    if (before != null && !before.fingerprints().equals(transport.fingerprints())) {
      throw new NegotiationException(
          "The fingerprint has changed within the call; a new certificate needs a new connection.");
    }
  }

  private void settle() {
    SessionDescription ours = Objects.requireNonNull(local);
    SessionDescription theirs = Objects.requireNonNull(remote);
    for (Transceiver transceiver : transceivers) {
      int index = transceiver.index();
      if (index < 0) {
        continue;
      }
      MediaDescription own = ours.media().get(index);
      MediaDescription other = theirs.media().get(index);
      boolean refused = own.isRejected() || other.isRejected();
      transceiver.settle(refused ? null : NegotiatedAudio.of(transceiver.requireMid(), own, other));
    }
    state = SignalingState.STABLE;
  }

  void close() {
    state = SignalingState.CLOSED;
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
