package io.antiphon.signaling;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request line asks for (RFC 9112 §3.2), in origin or absolute form.
 *
 * @param segments of the path between slashes, percent-decoded; one empty segment for {@code /}
 * @param query decoded, in the order written
 */
record RequestTarget(List<String> segments, Map<String, List<String>> query) {
  RequestTarget {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a target.
   *
   * @throws SignalingException 400 if it cannot be decoded, or walks about with dot segments
   */
  static RequestTarget parse(String target) {
    String origin = withoutAuthority(target);
    int mark = origin.indexOf('?');
    String path = mark < 0 ? origin : origin.substring(0, mark);
    if (!path.startsWith("/")) {
      throw SignalingException.badRequest("The request target must be a path that starts with /.");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(segment(segment));
    }
    return new RequestTarget(segments, mark < 0 ? Map.of() : query(origin.substring(mark + 1)));
  }

  String path() {
    return "/" + String.join("/", segments);
  }

  private static String withoutAuthority(String target) {
    if (!target.regionMatches(true, 0, "http://", 0, 7)
        && !target.regionMatches(true, 0, "https://", 0, 8)) {
      return target;
    }
    int slash = target.indexOf('/', target.indexOf("//") + 2);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static String segment(String raw) {
    String segment = decode(raw, false);
    boolean walks = segment.equals(".") || segment.equals("..");
    boolean strange =
        segment.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (walks || strange) {
      throw SignalingException.badRequest(
          "The path has the segment "
              + MediaTypes.quote(segment)
              + ", which nothing here is named.");
    }
    return segment;
  }

  private static Map<String, List<String>> query(String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        query.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  private static String decode(String raw, boolean plusIsSpace) {
    byte[] bytes = new byte[raw.length() * 3];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) hexByte(raw, i);
        i += 2;
      } else if (c < 0x80) {
        bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
      } else {
        // A target is ASCII (RFC 3986 §2); the decoder below refuses what this becomes.
        bytes[length++] = (byte) 0xff;
      }
    }
    try {
      ByteBuffer encoded = ByteBuffer.wrap(bytes, 0, length);
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw SignalingException.badRequest("The request target is not percent-encoded UTF-8.");
    }
  }

  private static int hexByte(String raw, int percent) {
    int high = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 1), 16) : -1;
    int low = high >= 0 ? Character.digit(raw.charAt(percent + 2), 16) : -1;
    if (low < 0) {
      throw SignalingException.badRequest(
          "The request target has a % that no two hexadecimal digits follow.");
    }
    return high << 4 | low;
  }
}
