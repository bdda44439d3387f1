package io.antiphon.signaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that somebody sent, whose members are asked for by name and type.
 *
 * <p>A member that is missing or of another type throws a {@link SignalingException} of status 400
 * that names it with its path, such as {@code candidate.sdpMid}. Immutable.
 */
public final class JsonObject {
  private final String path;
  private final Map<?, ?> members;

  private JsonObject(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Reads UTF-8 text that is one JSON object.
   *
   * @throws SignalingException 400 with line, column and reason if it is not
   */
  public static JsonObject parse(byte[] json) {
    if (json.length == 0) {
      throw SignalingException.badRequest("The body is empty; send a JSON object.");
    }
    @Nullable Object value = Json.read(json);
    if (value instanceof Map<?, ?> members) {
      return new JsonObject("", members);
    }
    throw SignalingException.badRequest("The body is " + kind(value) + "; send a JSON object.");
  }

  /** The names of all members. */
  public Set<String> names() {
    return Set.copyOf(members.keySet().stream().map(String::valueOf).toList());
  }

  /** True if the member is there, be it null. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A member that must be text. */
  public String string(String name) {
    return require(name, stringOrNull(name), "text");
  }

  /** A member that is text; null if it is null or missing. */
  public @Nullable String stringOrNull(String name) {
    return get(name, String.class, "text");
  }

  /** A member that must be a number. */
  public double number(String name) {
    return require(name, numberOrNull(name), "a number");
  }

  /** A member that is a number; null if it is null or missing. */
  public @Nullable Double numberOrNull(String name) {
    @Nullable Number number = get(name, Number.class, "a number");
    return number == null ? null : number.doubleValue();
  }

  /** A member that is a whole number of 32 bits; null if it is null or missing. */
  public @Nullable Integer integerOrNull(String name) {
    @Nullable Number number = get(name, Number.class, "a whole number");
    if (number == null) {
      return null;
    }
    if (!(number instanceof Integer)) {
      throw SignalingException.badRequest(
          "The member " + named(name) + " must be a whole number of 32 bits.");
    }
    return number.intValue();
  }

  /** A member that is true or false; null if it is null or missing. */
  public @Nullable Boolean booleanOrNull(String name) {
    return get(name, Boolean.class, "true or false");
  }

  /** A member that is an object; null if it is null or missing. */
  public @Nullable JsonObject objectOrNull(String name) {
    @Nullable Map<?, ?> map = get(name, Map.class, "an object");
    return map == null ? null : new JsonObject(pathOf(name), map);
  }

  /** A member that is an array of objects; null if it is null or missing. */
  public @Nullable List<JsonObject> objectsOrNull(String name) {
    @Nullable List<?> list = get(name, List.class, "an array of objects");
    if (list == null) {
      return null;
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list) {
      String place = pathOf(name) + "[" + objects.size() + "]";
      if (!(element instanceof Map<?, ?> map)) {
        throw SignalingException.badRequest(
            "The member \"" + place + "\" must be an object, not " + kind(element) + ".");
      }
      objects.add(new JsonObject(place, map));
    }
    return objects;
  }

  private <T> @Nullable T get(String name, Class<T> type, String wanted) {
    @Nullable Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw SignalingException.badRequest(
          "The member " + named(name) + " must be " + wanted + ", not " + kind(value) + ".");
    }
    return type.cast(value);
  }

  private <T> T require(String name, @Nullable T value, String wanted) {
    if (value == null) {
      String wrong = has(name) ? " is null" : " is missing";
      throw SignalingException.badRequest(
          "The member " + named(name) + wrong + "; it must be " + wanted + ".");
    }
    return value;
  }

  private String named(String name) {
    return "\"" + pathOf(name) + "\"";
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    if (value instanceof List<?>) {
      return "an array";
    }
    if (value instanceof String) {
      return "text";
    }
    return value instanceof Boolean ? "true or false" : "a number";
  }
}
