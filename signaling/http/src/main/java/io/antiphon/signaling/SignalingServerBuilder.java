package io.antiphon.signaling;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what a {@link SignalingServer} needs before it starts. Not thread-safe. */
public final class SignalingServerBuilder {
  private final List<RouteTable.Entry> routes = new ArrayList<>();
  private final Map<PathTemplate, String> exposed = new HashMap<>();
  private final Set<String> origins = new HashSet<>();
  private String host = "127.0.0.1";
  private int port;
  private HttpSettings settings = HttpSettings.DEFAULT;

  SignalingServerBuilder() {}

  /** The name or address to listen on; {@code 127.0.0.1} unless set. */
  public SignalingServerBuilder host(String newHost) {
    host = newHost;
    return this;
  }

  /** The port to listen on, 0 to 65535; 0, which it is unless set, takes a free one. */
  public SignalingServerBuilder port(int newPort) {
    if (newPort < 0 || newPort > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + newPort);
    }
    port = newPort;
    return this;
  }

  /** Who answers {@code POST /offer} and {@code POST /ice-candidate}. */
  public SignalingServerBuilder handler(SignalingHandler handler) {
    SignalingRoutes signaling = new SignalingRoutes(handler);
    return route("POST", "/offer", signaling::offer)
        .route("POST", "/ice-candidate", signaling::candidate)
        .crossOrigin("/offer")
        .crossOrigin("/ice-candidate");
  }

  /**
   * Answers requests of a method and path; their bodies are read whole first.
   *
   * <p>Where several templates match, literal segments win over parameters. {@code GET} answers
   * {@code HEAD} too, and {@code OPTIONS} is answered for every path unless it has a route.
   *
   * @param template such as {@code /peers/{id}}, each {@code {name}} one segment; {@code {name...}}
   *     at the end takes all that is left
   * @throws IllegalArgumentException if the template is no path, or is registered already
   */
  public SignalingServerBuilder route(String method, String template, HttpRoute route) {
    return add(method, template, route, false);
  }

  /**
   * The same, but the route is called before the body is there, and reads it from {@link
   * HttpCall#content} as it arrives. There is no limit to its length, nor to how long the route
   * leaves it unread; the time for the reply starts when the body has ended.
   */
  public SignalingServerBuilder streamingRoute(String method, String template, HttpRoute route) {
    return add(method, template, route, true);
  }

  /**
   * Opens WebSockets at a path (RFC 6455), for pages that may call this server and for whoever is
   * no page. A {@code GET} route at the same path answers requests that are no handshake; without
   * one they are answered 426.
   *
   * <p>Frames have at most {@link #maxBodyBytes}, text messages 64 KiB. The server pings, and lets
   * go of a client from which nothing comes for {@link #idleTimeout}. No extensions, no
   * subprotocols.
   *
   * @throws IllegalArgumentException if the template is no path, or is registered already
   */
  public SignalingServerBuilder webSocketRoute(String template, WebSocketRoute route) {
    return add(RouteTable.Entry.ofSocket(PathTemplate.parse(template), route), template);
  }

  /**
   * Serves one resource of the class path.
   *
   * @param path where, such as {@code /}
   * @param anchor a class beside which the resource lies
   * @param name of the resource, as {@link Class#getResourceAsStream} takes it
   * @throws IllegalArgumentException if there is no such resource
   */
  public SignalingServerBuilder page(String path, Class<?> anchor, String name) {
    return route("GET", path, StaticResources.one(anchor, name));
  }

  /**
   * Serves the resources below a folder of the class path: those whose names end in a way we know a
   * type for. Where there is no such resource it is as if there were no route.
   *
   * @param path where, such as {@code /assets}
   * @param anchor a class beside which the folder lies
   * @param folder as {@link Class#getResourceAsStream} takes it, without a slash at its end
   */
  public SignalingServerBuilder resources(String path, Class<?> anchor, String folder) {
    String prefix = path.endsWith("/") ? path : path + "/";
    String template = prefix + "{" + StaticResources.PLACE + "...}";
    return route("GET", template, new StaticResources(anchor, folder));
  }

  /**
   * Names origins whose pages may call, such as {@code https://example.org}; {@code *} for all.
   * Pages of this server itself and of this machine always may; a page of any other is answered 403
   * when it wants something done.
   */
  public SignalingServerBuilder allowOrigins(String... allowed) {
    origins.addAll(List.of(allowed));
    return this;
  }

  /**
   * Lets pages of the allowed origins read the replies at a path (CORS), as they may those of
   * {@code /offer} and {@code /ice-candidate}.
   *
   * @param exposedHeaders of the replies that those pages may read too, such as {@code Location}
   */
  public SignalingServerBuilder crossOrigin(String template, String... exposedHeaders) {
    exposed.put(PathTemplate.parse(template), String.join(", ", exposedHeaders));
    return this;
  }

  /** The largest body that is read whole, in bytes, 1 or more; 1 MiB unless set. */
  public SignalingServerBuilder maxBodyBytes(int bytes) {
    settings = settings.withMaxBodyBytes(bytes);
    return this;
  }

  /** How long a connection may stay without a request; 60 s unless set. */
  public SignalingServerBuilder idleTimeout(Duration time) {
    settings = settings.withIdle(time);
    return this;
  }

  /** How long a request may take to arrive whole; 20 s unless set. */
  public SignalingServerBuilder requestTimeout(Duration time) {
    settings = settings.withRequest(time);
    return this;
  }

  /** How long a route may take for its reply before it is answered 504; 30 s unless set. */
  public SignalingServerBuilder handlerTimeout(Duration time) {
    settings = settings.withHandler(time);
    return this;
  }

  /** How long the client may refuse to take a piece of a reply; 30 s unless set. */
  public SignalingServerBuilder writeTimeout(Duration time) {
    settings = settings.withWrite(time);
    return this;
  }

  /** How many connections may be open at once, 1 or more; 4096 unless set. */
  public SignalingServerBuilder maxConnections(int connections) {
    settings = settings.withMaxConnections(connections);
    return this;
  }

  /** Who hears of every exchange that has ended; nobody unless set. */
  public SignalingServerBuilder observer(HttpObserver observer) {
    settings = settings.withObserver(observer);
    return this;
  }

  /**
   * Starts to listen.
   *
   * @throws IOException saying why if it cannot: the port is in use, the host unknown, …
   */
  public SignalingServer start() throws IOException {
    return SignalingServer.start(
        host, port, new RouteTable(routes), new CrossOrigin(origins, exposed), settings);
  }

  private SignalingServerBuilder add(
      String method, String template, HttpRoute route, boolean streaming) {
    PathTemplate path = PathTemplate.parse(template);
    return add(new RouteTable.Entry(method, path, route, streaming), template);
  }

  private SignalingServerBuilder add(RouteTable.Entry added, String template) {
    boolean taken =
        routes.stream()
            .anyMatch(
                other ->
                    other.method().equals(added.method())
                        && other.template().equals(added.template()));
    if (taken) {
      throw new IllegalArgumentException("a second route for " + added.method() + " " + template);
    }
    routes.add(added);
    return this;
  }
}
