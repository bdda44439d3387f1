package io.antiphon.peer;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link PeerConnection}; start from {@link #on} or {@link #loopback}.
 *
 * @param endpoint where the peer lives; null for one of its own on 127.0.0.1, closed with it
 * @param label what log lines call the peer
 * @param audio settings of its audio path
 * @param maxCallTime the connection is closed when it was connected for so long; zero for never
 * @param gathering servers to ask for candidates, and which candidates to use; null for what the
 *     endpoint has
 */
public record PeerConfig(
    @Nullable Endpoint endpoint,
    String label,
    AudioConfig audio,
    Duration maxCallTime,
    @Nullable GatheringConfig gathering) {
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
    return new PeerConfig(endpoint, DEFAULT_LABEL, AudioConfig.defaults(), Duration.ZERO, null);
  }

  /** A peer with an endpoint of its own on 127.0.0.1: for trying things out on one machine. */
  public static PeerConfig loopback() {
    return new PeerConfig(null, DEFAULT_LABEL, AudioConfig.defaults(), Duration.ZERO, null);
  }

  /** The same, called that in log lines. */
  public PeerConfig withLabel(String newLabel) {
    return new PeerConfig(endpoint, newLabel, audio, maxCallTime, gathering);
  }

  /** The same with other settings of the audio path. */
  public PeerConfig withAudio(AudioConfig newAudio) {
    return new PeerConfig(endpoint, label, newAudio, maxCallTime, gathering);
  }

  /** The same with an end to every call; zero for none. */
  public PeerConfig withMaxCallTime(Duration newMaxCallTime) {
    return new PeerConfig(endpoint, label, audio, newMaxCallTime, gathering);
  }

  /** The same with settings of its own for the search for candidates; null for the endpoint's. */
  public PeerConfig withGathering(@Nullable GatheringConfig newGathering) {
    return new PeerConfig(endpoint, label, audio, maxCallTime, newGathering);
  }

  /** The same, asking these servers for candidates (W3C {@code iceServers}). */
  public PeerConfig withIceServers(List<IceServer> servers) {
    return withGathering(ownGathering().withServers(servers));
  }

  /** The same, using any candidates or only relayed ones (W3C {@code iceTransportPolicy}). */
  public PeerConfig withIceTransportPolicy(IceTransportPolicy policy) {
    return withGathering(ownGathering().withPolicy(policy));
  }

  /**
   * Those settings in place of these, in a connection that is there already.
   *
   * @throws IllegalArgumentException naming what has changed and may not
   */
  PeerConfig modifiedTo(PeerConfig wanted) {
    if (wanted.endpoint != endpoint) {
      throw new IllegalArgumentException("the endpoint of a connection cannot be changed");
    }
    if (!wanted.label.equals(label)) {
      throw new IllegalArgumentException("the label of a connection cannot be changed");
    }
    if (!wanted.audio.equals(audio)) {
      throw new IllegalArgumentException("the audio settings of a connection cannot be changed");
    }
    return wanted;
  }

  private GatheringConfig ownGathering() {
    if (gathering != null) {
      return gathering;
    }
    return endpoint == null ? GatheringConfig.hostOnly() : endpoint.config().gathering();
  }
}
