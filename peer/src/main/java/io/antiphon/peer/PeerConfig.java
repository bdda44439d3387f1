package io.antiphon.peer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link PeerConnection}; start from {@link #on} or {@link #loopback}.
 *
 * @param endpoint where the peer lives; null for one of its own on 127.0.0.1, closed with it
 * @param label what log lines call the peer
 * @param audio settings of its audio path
 * @param maxCallTime the connection is closed when it was connected for so long; zero for never
 */
public record PeerConfig(
    @Nullable Endpoint endpoint, String label, AudioConfig audio, Duration maxCallTime) {
  private static final String DEFAULT_LABEL = "peer";

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public PeerConfig {
    if (maxCallTime.isNegative()) {
      throw new IllegalArgumentException("maximum call time is 0 or more, not " + maxCallTime);
    }
  }

  /** A peer that shares this endpoint with others. */
  public static PeerConfig on(Endpoint endpoint) {
    return new PeerConfig(endpoint, DEFAULT_LABEL, AudioConfig.defaults(), Duration.ZERO);
  }

  /** A peer with an endpoint of its own on 127.0.0.1: for trying things out on one machine. */
  public static PeerConfig loopback() {
    return new PeerConfig(null, DEFAULT_LABEL, AudioConfig.defaults(), Duration.ZERO);
  }

  /** The same, called that in log lines. */
  public PeerConfig withLabel(String newLabel) {
    return new PeerConfig(endpoint, newLabel, audio, maxCallTime);
  }

  /** The same with other settings of the audio path. */
  public PeerConfig withAudio(AudioConfig newAudio) {
    return new PeerConfig(endpoint, label, newAudio, maxCallTime);
  }

  /** The same with an end to every call; zero for none. */
  public PeerConfig withMaxCallTime(Duration newMaxCallTime) {
    return new PeerConfig(endpoint, label, audio, newMaxCallTime);
  }
}
