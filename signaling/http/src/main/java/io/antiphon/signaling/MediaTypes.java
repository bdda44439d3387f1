package io.antiphon.signaling;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The media types we name. */
final class MediaTypes {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";
  static final String BYTES = "application/octet-stream";
  private static final int LONGEST_QUOTE = 80;

  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("map", JSON),
          Map.entry("json", JSON),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("opus", "audio/ogg"));

  private MediaTypes() {}

  /** The type of a file by the ending of its name; null if we do not know it. */
  static @Nullable String ofFile(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? null : BY_ENDING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Type and subtype in lower case, without parameters. */
  static String essence(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }

  /** What a stranger wrote, in quotation marks, short and without control characters. */
  static String quote(String text) {
    String shown =
        text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
    StringBuilder quoted = new StringBuilder("\"");
    shown.chars().forEach(c -> quoted.append(Character.isISOControl(c) ? '?' : (char) c));
    return quoted.append('"').toString();
  }
}
