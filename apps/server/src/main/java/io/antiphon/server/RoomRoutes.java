package io.antiphon.server;

import io.antiphon.peer.Room;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells who is in which room. */
final class RoomRoutes {
  private final Rooms rooms;

  RoomRoutes(Rooms rooms) {
    this.rooms = rooms;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/rooms", call -> list().now());
    http.route("GET", "/rooms/{room}", call -> one(call).now());
  }

  private HttpReply list() {
    List<Map<String, Object>> shapes = new ArrayList<>();
    rooms.all().forEach((name, room) -> shapes.add(describe(name, room)));
    return HttpReply.json(Map.of("rooms", shapes));
  }

  private HttpReply one(HttpCall call) {
    String name = call.pathParameter("room");
    Room room =
        rooms
            .find(name)
            .orElseThrow(
                () ->
                    new SignalingException(
                        404,
                        "Not Found",
                        "Nobody is in a room " + name + "; GET /rooms lists those there are."));
    return HttpReply.json(describe(name, room));
  }

  private static Map<String, Object> describe(String name, Room room) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("name", name);
    shape.put("mode", room.mode().name().toLowerCase(Locale.ROOT));
    shape.put("peers", room.members());
    shape.put("activeSpeaker", room.activeSpeaker().orElse(null));
    return shape;
  }
}
