package io.antiphon.signaling;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may call us (Fetch standard, §3.2 "CORS protocol"): our own, those of this machine,
 * and those whose origin was named; {@code *} names all.
 *
 * @param origins named ones, such as {@code https://example.org}
 * @param exposed the paths that pages of other origins may call, with the reply headers they may
 *     read, by template
 */
record CrossOrigin(Set<String> origins, Map<PathTemplate, String> exposed) {
  CrossOrigin {
    origins = Set.copyOf(origins);
    exposed = Map.copyOf(exposed);
  }

  /**
   * True if a page of that origin may have us do things.
   *
   * @param origin the header's value; null if there is none, as from anything but a browser
   * @param host the {@code Host} header
   */
  boolean allows(@Nullable String origin, @Nullable String host) {
    if (origin == null || origins.contains("*") || origins.contains(origin)) {
      return true;
    }
    @Nullable URI uri = parse(origin);
    @Nullable String authority = uri == null ? null : uri.getRawAuthority();
    @Nullable String name = uri == null ? null : uri.getHost();
    if (authority == null || name == null) {
      return false;
    }
    return authority.equalsIgnoreCase(host) || isLoopback(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The reply headers that a page of another origin may read at that path; null if none may call.
   */
  @Nullable String exposedAt(List<String> path) {
    for (Map.Entry<PathTemplate, String> entry : exposed.entrySet()) {
      if (entry.getKey().match(path) != null) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static boolean isLoopback(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static @Nullable URI parse(String origin) {
    try {
      return URI.create(origin);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
