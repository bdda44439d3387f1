package io.antiphon.signaling;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A path with places to fill: {@code /peers/{id}/audio}; {@code {name...}} at the end takes all
 * that is left, one segment or more.
 */
record PathTemplate(String text, List<String> segments) {
  PathTemplate {
    segments = List.copyOf(segments);
  }

  static PathTemplate parse(String text) {
    List<String> segments = List.of(text.substring(1).split("/", -1));
    boolean restWithin =
        segments.stream().limit(segments.size() - 1L).anyMatch(segment -> segment.endsWith("...}"));
    if (!text.startsWith("/") || restWithin) {
      throw new IllegalArgumentException("no template of a path: " + text);
    }
    return new PathTemplate(text, segments);
  }

  /** What fills the places; null if the path is another one. */
  @Nullable Map<String, String> match(List<String> path) {
    Map<String, String> filled = new TreeMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (i >= path.size()) {
        return null;
      }
      if (isRest(segment)) {
        filled.put(
            segment.substring(1, segment.length() - 4),
            String.join("/", path.subList(i, path.size())));
        return filled;
      }
      if (isPlace(segment)) {
        if (path.get(i).isEmpty()) {
          return null;
        }
        filled.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return null;
      }
    }
    return path.size() == segments.size() ? filled : null;
  }

  /** A segment for a path, percent-encoded (RFC 3986 §2.1). */
  static String encode(String segment) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }

  /** Whether its last place takes all that is left. */
  boolean takesRest() {
    return isRest(segments.get(segments.size() - 1));
  }

  /** Sorts templates that match one path: what is written out comes before what is filled in. */
  String rank() {
    StringBuilder rank = new StringBuilder();
    segments.forEach(s -> rank.append(isRest(s) ? 'c' : isPlace(s) ? 'b' : 'a'));
    return rank.toString();
  }

  private static boolean isPlace(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static boolean isRest(String segment) {
    return segment.startsWith("{") && segment.endsWith("...}");
  }
}
