package io.antiphon.server;

import io.antiphon.peer.AudioConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a server is told about the audio of its peers.
 *
 * @param audio the audio path
 * @param maxCallTime a call is ended after this long; zero for never
 * @param recent how much of what each peer said last is kept in memory; zero for none
 * @param captures the folder for captured stages
 * @param captureAll whether every peer is captured from the start
 */
record MediaConfig(
    AudioConfig audio, Duration maxCallTime, Duration recent, Path captures, boolean captureAll) {
  /** The defaults: no end to calls, 30 s in memory, nobody captured. */
  static MediaConfig defaults() {
    return new MediaConfig(
        AudioConfig.defaults(),
        Duration.ZERO,
        Duration.ofSeconds(30),
        Path.of("server_captures"),
        false);
  }
}
