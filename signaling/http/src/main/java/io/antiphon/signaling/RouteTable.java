package io.antiphon.signaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which route answers which method and path. Immutable once the server has started. */
final class RouteTable {
  /** A route as it was registered. */
  record Entry(String method, PathTemplate template, HttpRoute route, boolean streaming) {}

  /** A route that matches, and what fills the places of its template. */
  record Match(Entry entry, Map<String, String> parameters) {}

  private final List<Entry> entries;

  RouteTable(List<Entry> entries) {
    this.entries =
        entries.stream().sorted(Comparator.comparing(entry -> entry.template().rank())).toList();
  }

  /** The route for a request, HEAD falling back to GET; null if there is none. */
  @Nullable Match find(String method, RequestTarget target) {
    @Nullable Match match = findExactly(method, target);
    return match == null && method.equals("HEAD") ? findExactly("GET", target) : match;
  }

  private @Nullable Match findExactly(String method, RequestTarget target) {
    for (Entry entry : entries) {
      if (entry.method().equals(method)) {
        @Nullable Map<String, String> parameters = entry.template().match(target.segments());
        if (parameters != null) {
          return new Match(entry, parameters);
        }
      }
    }
    return null;
  }

  /** The methods a path answers, for {@code Allow}; empty if there is nothing there. */
  List<String> allowed(RequestTarget target) {
    TreeSet<String> methods = new TreeSet<>();
    for (Entry entry : entries) {
      if (entry.template().match(target.segments()) != null) {
        methods.add(entry.method());
      }
    }
    if (methods.isEmpty()) {
      return List.of();
    }
    methods.add("OPTIONS");
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return new ArrayList<>(methods);
  }
}
