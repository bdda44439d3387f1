package io.antiphon.server;

import io.antiphon.peer.RecordingFormat;
import io.antiphon.peer.RecordingFormat.Container;
import io.antiphon.signaling.JsonObject;
import io.antiphon.signaling.SignalingException;
import java.util.Set;

/** The body of {@code PUT /peers/{id}/recording}: {@code {"format","rate","channels","bits"}}. */
final class RecordingRequest {
  private static final Set<String> NAMES = Set.of("format", "rate", "channels", "bits");

  private RecordingRequest() {}

  /** What is asked for; 400, naming the culprit, if that is not possible. */
  static RecordingFormat of(JsonObject body) {
    for (String name : body.names()) {
      if (!NAMES.contains(name)) {
        throw badRequest(
            "There is no " + quoted(name) + "; format, rate, channels and bits there are.");
      }
    }
    String format = body.stringOrNull("format");
    Integer bits = body.integerOrNull("bits");
    try {
      return new RecordingFormat(
          container(format == null ? "wav" : format),
          body.integerOrNull("rate"),
          body.integerOrNull("channels"),
          bits == null ? 16 : bits);
    } catch (IllegalArgumentException e) {
      throw badRequest("This cannot be recorded: " + e.getMessage() + ".");
    }
  }

  private static Container container(String format) {
    return switch (format) {
      case "wav" -> Container.WAV;
      case "opus" -> Container.OPUS;
      default -> throw new IllegalArgumentException("format is wav or opus, not " + quoted(format));
    };
  }

  private static String quoted(String text) {
    return "\"" + text.substring(0, Math.min(40, text.length())) + "\"";
  }

  private static SignalingException badRequest(String detail) {
    return new SignalingException(400, "Bad Request", detail);
  }
}
