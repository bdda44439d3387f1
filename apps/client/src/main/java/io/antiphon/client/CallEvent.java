package io.antiphon.client;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in a call.
 *
 * @param name what, such as {@code reconnecting}
 * @param members what is to be known of it, in order: text, numbers, truth values
 * @param sentence the same for people; null if the status line says it anyway
 */
record CallEvent(String name, Map<String, Object> members, @Nullable String sentence) {
  CallEvent {
    members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  static CallEvent connecting(String server) {
    return new CallEvent("connecting", Map.of("server", server), null);
  }

  /** Connected for the first time. */
  static CallEvent connected(String peer) {
    return new CallEvent("connected", Map.of("peer", peer), null);
  }

  /** Connected again after so many milliseconds; as the same peer or another one. */
  static CallEvent back(String peer, long awayMillis) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("peer", peer);
    members.put("awayMillis", awayMillis);
    String sentence =
        String.format(Locale.ROOT, "The call goes on after %.1f s.", awayMillis / 1_000.0);
    return new CallEvent("connected", members, sentence);
  }

  static CallEvent reconnecting(String reason) {
    return new CallEvent(
        "reconnecting", Map.of("reason", reason), reason + " Trying to take the call up again.");
  }

  /** One more attempt begins. */
  static CallEvent attempt(int number, Reconnection.Step step) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attempt", number);
    members.put("by", step == Reconnection.Step.RESTART_ICE ? "ice-restart" : "new-call");
    return new CallEvent("reconnecting", members, null);
  }

  static CallEvent deviceLost(DeviceKind kind, String sentence) {
    return new CallEvent("device-lost", Map.of("kind", kind.toString()), sentence);
  }

  static CallEvent deviceBack(DeviceKind kind, String device) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", kind.toString());
    members.put("device", device);
    return new CallEvent("device-back", members, "The " + kind.noun() + " is back.");
  }

  static CallEvent muted(boolean muted) {
    return new CallEvent(
        "muted",
        Map.of("muted", muted),
        muted ? "Muted; nobody hears you." : "No longer muted; you are heard.");
  }

  static CallEvent recording(Path file, String sentence) {
    return new CallEvent("recording", Map.of("file", file.toString()), sentence);
  }

  /** There is no recording, or only a part of it, and why. */
  static CallEvent recordingFailed(String sentence) {
    return new CallEvent("recording", Map.of("error", sentence), sentence);
  }

  /** The last event. */
  static CallEvent ended(int exitCode, @Nullable String sentence) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("exitCode", exitCode);
    if (sentence != null) {
      members.put("reason", sentence);
    }
    return new CallEvent("ended", members, null);
  }
}
