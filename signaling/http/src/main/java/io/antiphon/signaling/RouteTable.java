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
  record Entry(
      String method,
      PathTemplate template,
      HttpRoute route,
      boolean streaming,
      @Nullable WebSocketRoute socket) {
    Entry(String method, PathTemplate template, HttpRoute route, boolean streaming) {
      this(method, template, route, streaming, null);
    }

    /** What opens WebSockets at a path. */
    static Entry ofSocket(PathTemplate template, WebSocketRoute socket) {
      return new Entry(WEB_SOCKET, template, call -> HttpReply.noContent().now(), false, socket);
    }

    /** Whether there is anything at a path that its template matches. */
    private boolean isThere(Map<String, String> parameters) {
      return !(route instanceof StaticResources resources) || resources.hold(parameters);
    }
  }

  /** Stands for the method of a handshake, which is a GET with an {@code Upgrade}. */
  static final String WEB_SOCKET = "websocket";

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
    for (Match match : at(target)) {
      if (match.entry().method().equals(method)) {
        return match;
      }
    }
    return null;
  }

  /** What stands at a path; a template that takes all that is left only where no other does. */
  private List<Match> at(RequestTarget target) {
    List<Match> there = new ArrayList<>();
    boolean named = false;
    for (Entry entry : entries) {
      boolean takesRest = entry.template().takesRest();
      @Nullable Map<String, String> parameters = entry.template().match(target.segments());
      if (parameters != null && !(named && takesRest) && entry.isThere(parameters)) {
        there.add(new Match(entry, parameters));
        named |= !takesRest;
      }
    }
    return there;
  }

  /** The methods a path answers, for {@code Allow}; empty if there is nothing there. */
  List<String> allowed(RequestTarget target) {
    TreeSet<String> methods = new TreeSet<>();
    for (Match match : at(target)) {
      methods.add(match.entry().socket() == null ? match.entry().method() : "GET");
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
