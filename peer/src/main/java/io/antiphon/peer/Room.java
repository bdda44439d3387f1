package io.antiphon.peer;

import io.antiphon.sdp.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room: each of its members hears the others. Who is alone in it hears silence.
 *
 * <p>Members may speak Opus or G.711, mono or stereo; all are mixed at 48 kHz. Who does not speak
 * hears the same as everybody else who does not, from one encoder; only who speaks, or did a moment
 * ago, has a mix and an encoder of their own. Nobody notices when they are switched over. In {@link
 * RoomMode#FORWARD} those who have sections enough get the others' packets as they are, and nothing
 * is decoded or encoded for them.
 *
 * <p>Lives on one {@link Endpoint}, as all its members do. Its methods may be called from any
 * thread; listeners are called on the event loop and must not block. A member whose connection
 * closes leaves by itself.
 */
public final class Room {
  private final Endpoint endpoint;
  private final RoomMode mode;
  private final RoomMix mix;
  private final List<RoomMember> roster = new CopyOnWriteArrayList<>();
  private final List<Consumer<Optional<String>>> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable String activeSpeaker;

  private Room(Endpoint endpoint, RoomMode mode) {
    this.endpoint = endpoint;
    this.mode = mode;
    mix = new RoomMix(endpoint, mode, this::tell);
  }

  /** An empty room whose members live on that endpoint. */
  public static Room on(Endpoint endpoint, RoomMode mode) {
    Objects.requireNonNull(endpoint, "endpoint");
    return new Room(endpoint, Objects.requireNonNull(mode, "mode"));
  }

  /** How its voices reach its members. */
  public RoomMode mode() {
    return mode;
  }

  /**
   * Lets somebody in; best before the connection's first description.
   *
   * @param id what to call the member
   * @return where the member hears the room
   * @throws IllegalArgumentException if there is a member of that id, or the connection lives on
   *     another endpoint
   */
  public Transceiver join(String id, PeerConnection connection) {
    check(id, connection);
    Transceiver heard = connection.addTrack(mix.common());
    // Several voices at once are no voice to a codec; and at 48 kbit/s Opus then works without
    // SILK, whose memory lets a change of encoder be heard (13 dB, where CELT has 32 and more).
    heard.setContentHint(ContentHint.MUSIC);
    enter(id, connection, heard);
    return heard;
  }

  /**
   * Lets somebody in who already hears something: from now on the room.
   *
   * @param heard the connection's transceiver whose source the room takes the place of
   * @throws IllegalArgumentException as {@link #join(String, PeerConnection)}
   */
  public void join(String id, PeerConnection connection, Transceiver heard) {
    check(id, connection);
    heard.replaceSource(mix.common());
    enter(id, connection, heard);
  }

  private void check(String id, PeerConnection connection) {
    if (connection.endpoint() != endpoint) {
      throw new IllegalArgumentException(id + " lives on another endpoint than the room");
    }
    if (find(id) != null) {
      throw new IllegalArgumentException("there is a member " + id + " already");
    }
  }

  private void enter(String id, PeerConnection connection, Transceiver heard) {
    RoomMember member = new RoomMember(id, connection, heard, mix);
    roster.add(member);
    endpoint.loop().execute(() -> mix.add(member));
    var unused = connection.closed().thenRun(() -> leave(member));
  }

  /**
   * Sees to it that a member can be sent this many voices at once as they are, each in a section of
   * its own besides the one for the mix; they come into being when the member's side offers them.
   * To be called before the offer is answered. Of use in {@link RoomMode#FORWARD} alone.
   *
   * @param voices how many; sections there are already are not taken back
   * @throws IllegalArgumentException if there is no such member
   */
  public void offerVoices(String id, int voices) {
    RoomMember member = find(id);
    if (member == null) {
      throw new IllegalArgumentException("there is no member " + id);
    }
    List<Transceiver> more = new ArrayList<>();
    for (int i = member.reserve(voices); i > 0; i--) {
      more.add(member.connection().addTransceiver(Direction.SENDONLY).reserve());
    }
    endpoint.loop().execute(() -> member.addSections(more));
  }

  /** Lets somebody go, who then hears nothing until given another source. */
  public void leave(String id) {
    RoomMember member = find(id);
    if (member != null) {
      leave(member);
    }
  }

  private void leave(RoomMember member) {
    if (roster.remove(member)) {
      endpoint.loop().execute(member::leave);
    }
  }

  private @Nullable RoomMember find(String id) {
    for (RoomMember member : roster) {
      if (member.id().equals(id)) {
        return member;
      }
    }
    return null;
  }

  /** Who is here, who came first first. */
  public List<String> members() {
    return roster.stream().map(RoomMember::id).toList();
  }

  /** Whether nobody is here. */
  public boolean isEmpty() {
    return roster.isEmpty();
  }

  /** Who has the floor; empty while nobody has spoken for two seconds. */
  public Optional<String> activeSpeaker() {
    return Optional.ofNullable(activeSpeaker);
  }

  /** Tells every change of the active speaker. */
  public void onActiveSpeakerChange(Consumer<Optional<String>> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  private void tell(@Nullable VoiceActivity speaker) {
    activeSpeaker = speaker == null ? null : speaker.id();
    Optional<String> told = activeSpeaker();
    listeners.forEach(listener -> listener.accept(told));
  }
}
