package io.antiphon.server;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told when it starts.
 *
 * @param host address that HTTP listens on
 * @param port its TCP port, 0 for any free one
 * @param sample the WAV file to loop
 * @param play what peers hear who are in no room, one of {@link Playing#CHOICES}
 * @param recordings the folder for what they say
 * @param record whether peers are recorded from the start
 * @param network where audio goes
 * @param inactivity a peer that was not heard for this long is let go
 * @param media how audio is handled, kept and captured
 * @param token that WHIP and WHEP ask for; null for none
 */
record ServerConfig(
    String host,
    int port,
    Path sample,
    String play,
    Path recordings,
    boolean record,
    NetworkConfig network,
    Duration inactivity,
    MediaConfig media,
    @Nullable String token) {
  /** Without a token. */
  ServerConfig(
      String host,
      int port,
      Path sample,
      String play,
      Path recordings,
      boolean record,
      NetworkConfig network,
      Duration inactivity,
      MediaConfig media) {
    this(host, port, sample, play, recordings, record, network, inactivity, media, null);
  }

  /** The same with a token that WHIP and WHEP ask for. */
  ServerConfig withToken(@Nullable String value) {
    return new ServerConfig(
        host, port, sample, play, recordings, record, network, inactivity, media, value);
  }
}
