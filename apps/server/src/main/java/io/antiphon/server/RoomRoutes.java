package io.antiphon.server;

import io.antiphon.peer.Room;
import io.antiphon.peer.RoomRecorder;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.JsonObject;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Tells who is in which room. */
final class RoomRoutes {
  private final Rooms rooms;

  RoomRoutes(Rooms rooms) {
    this.rooms = rooms;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/rooms", call -> list().now());
    http.route("GET", "/rooms/{room}", call -> one(call).now());
    http.route("PUT", "/rooms/{room}/recording", call -> record(call).now());
    http.route("DELETE", "/rooms/{room}/recording", this::stop);
  }

  private HttpReply list() {
    List<Map<String, Object>> shapes = new ArrayList<>();
    rooms.all().forEach((name, room) -> shapes.add(describe(name, room)));
    return HttpReply.json(Map.of("rooms", shapes));
  }

  private HttpReply one(HttpCall call) {
    String name = call.pathParameter("room");
    return HttpReply.json(describe(name, room(name)));
  }

  private Room room(String name) {
    return rooms
        .find(name)
        .orElseThrow(
            () ->
                new SignalingException(
                    404,
                    "Not Found",
                    "Nobody is in a room " + name + "; GET /rooms lists those there are."));
  }

  private HttpReply record(HttpCall call) {
    String name = call.pathParameter("room");
    Room room = room(name);
    JsonObject wanted = call.body().length == 0 ? null : call.json();
    boolean mixed = wanted == null || !Boolean.FALSE.equals(wanted.booleanOrNull("mixed"));
    boolean tracks = wanted == null || !Boolean.FALSE.equals(wanted.booleanOrNull("tracks"));
    if (!mixed && !tracks) {
      throw new SignalingException(
          400, "Bad Request", "Either \"mixed\" or \"tracks\" must be recorded.");
    }
    if (!rooms.recordings().start(name, mixed, tracks)) {
      throw new SignalingException(
          409,
          "Conflict",
          "A recording of this room is running; finish it with DELETE /rooms/"
              + name
              + "/recording first.");
    }
    return HttpReply.json(describe(name, room)).status(201);
  }

  private CompletionStage<HttpReply> stop(HttpCall call) {
    String name = call.pathParameter("room");
    Room unused = room(name);
    return rooms.recordings().stop(name).thenApply(files -> HttpReply.noContent());
  }

  private Map<String, Object> describe(String name, Room room) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("name", name);
    shape.put("mode", room.mode().name().toLowerCase(Locale.ROOT));
    shape.put("peers", room.members());
    shape.put("activeSpeaker", room.activeSpeaker().orElse(null));
    RoomRecorder recorder = rooms.recordings().recorder(name);
    if (recorder != null) {
      Map<String, Object> recording = new LinkedHashMap<>();
      recording.put("state", recorder.error() == null ? "recording" : "failed");
      recording.put(
          "files", recorder.files().stream().map(file -> "" + file.getFileName()).toList());
      recording.put("error", recorder.error());
      shape.put("recording", recording);
    }
    return shape;
  }
}
