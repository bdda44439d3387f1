package io.antiphon.signaling;

/** What opens WebSockets (RFC 6455) at a path. */
@FunctionalInterface
public interface WebSocketRoute {
  /**
   * Decides on a handshake; called on a network thread, which it must not block.
   *
   * @param call the request of the handshake: path, query, headers
   * @return who hears of what comes, {@link WebSocketListener#onOpen} first
   * @throws SignalingException to refuse, answered as the exception says
   */
  WebSocketListener accept(HttpCall call);
}
