package io.antiphon.peer;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link PeerConnection}; start from {@link #on} or {@link #loopback}.
 *
 * @param endpoint where the peer lives; null for one of its own on 127.0.0.1, closed with it
 * @param label what log lines call the peer
 */
public record PeerConfig(@Nullable Endpoint endpoint, String label) {
  private static final String DEFAULT_LABEL = "peer";

  /** A peer that shares this endpoint with others. */
  public static PeerConfig on(Endpoint endpoint) {
    return new PeerConfig(endpoint, DEFAULT_LABEL);
  }

  /** A peer with an endpoint of its own on 127.0.0.1: for trying things out on one machine. */
  public static PeerConfig loopback() {
    return new PeerConfig(null, DEFAULT_LABEL);
  }

  /** The same, called that in log lines. */
  public PeerConfig withLabel(String newLabel) {
    return new PeerConfig(endpoint, newLabel);
  }
}
