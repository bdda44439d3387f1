package io.antiphon.server;

import io.antiphon.peer.Endpoint;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.Room;
import io.antiphon.peer.RoomMode;
import io.antiphon.peer.Transceiver;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rooms there are, by name; each lives from its first peer to its last. From any thread. */
final class Rooms {
  private static final Pattern AUDIO_SECTION = Pattern.compile("(?m)^m=audio [1-9]");
  private static final int MAX_VOICES = 16;

  private final Map<String, Room> byName = new ConcurrentHashMap<>();
  private final Endpoint endpoint;
  private final RoomRecordings recordings;

  Rooms(Endpoint endpoint, RoomRecordings recordings) {
    this.endpoint = endpoint;
    this.recordings = recordings;
  }

  RoomRecordings recordings() {
    return recordings;
  }

  /**
   * Lets a peer in, and makes the room if it is the first.
   *
   * @param mode how the room works if it is made now
   * @param hears where the peer is to hear the room
   */
  void join(String name, RoomMode mode, String peer, PeerConnection connection, Transceiver hears) {
    byName.compute(
        name,
        (unused, known) -> {
          Room room = known == null ? Room.on(endpoint, mode) : known;
          room.join(peer, connection, hears);
          recordings.joined(name, peer, hears.receiver());
          return room;
        });
    var unused = connection.closed().thenRun(() -> leave(name, peer));
  }

  /** Makes room for as many voices as they are as a member's offer has sections for. */
  void prepare(String name, String peer, String offer) {
    Room room = byName.get(name);
    if (room != null && room.mode() == RoomMode.FORWARD) {
      Matcher sections = AUDIO_SECTION.matcher(offer);
      int voices = (int) sections.results().count() - 1;
      room.offerVoices(peer, Math.min(MAX_VOICES, voices));
    }
  }

  /** Lets a peer go; the last one takes the room along. */
  void leave(String name, String peer) {
    byName.computeIfPresent(
        name,
        (unused, room) -> {
          room.leave(peer);
          recordings.left(name, peer);
          return room.isEmpty() ? null : room;
        });
  }

  Optional<Room> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, by name. */
  SortedMap<String, Room> all() {
    return new TreeMap<>(byName);
  }
}
