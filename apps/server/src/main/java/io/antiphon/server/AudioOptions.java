package io.antiphon.server;

import io.antiphon.peer.AudioConfig;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of the audio path, each with its unit, its range and its default. */
final class AudioOptions {
  @Option(
      names = "--channels",
      paramLabel = "COUNT",
      description =
          "channels asked of a peer: 1, or 2 for stereo where it has that; what is sent follows the"
              + " source and what the peer asks for")
  int channels = 1;

  @Option(
      names = "--sample-format",
      paramLabel = "FORMAT",
      description = "of samples inside the server: s16, signed 16 bit, is the only one")
  String sampleFormat = "s16";

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      description =
          "samples per second at which sources are read, which bounds what is heard of them: 8000,"
              + " 12000, 16000, 24000 or 48000")
  int rateHz = 48_000;

  @Option(
      names = "--packet-time",
      paramLabel = "MS",
      description =
          "milliseconds in a packet that is sent: 10, 20, 40 or 60; a peer that asks for another"
              + " length (a=ptime) gets that")
  int packetMillis = 20;

  @Option(
      names = "--opus-bitrate",
      paramLabel = "BPS",
      description =
          "bit/s of Opus, 6000 to 510000; 0: what suits, per channel 32000 for speech and 48000 for"
              + " anything else")
  int opusBitrate;

  @Option(
      names = "--opus-min-bitrate",
      paramLabel = "BPS",
      description =
          "bit/s of Opus that are not gone below where a peer's network bears little, 6000 to"
              + " 510000")
  int opusMinBitrate = 16_000;

  @Option(
      names = "--opus-complexity",
      paramLabel = "LEVEL",
      description = "effort of the Opus encoder: 0, cheapest, to 10, best")
  int opusComplexity = 5;

  @Option(
      names = "--opus-fec",
      paramLabel = "true|false",
      arity = "1",
      description = "carry redundancy against losses where the other side asks for it")
  boolean opusFec = true;

  @Option(
      names = "--nack",
      paramLabel = "true|false",
      arity = "1",
      description =
          "offer to send lost packets again, and ask for them; a peer that offers it gets it"
              + " anyway")
  boolean nack;

  @Option(
      names = "--opus-dtx",
      paramLabel = "true|false",
      arity = "1",
      description = "send nothing in silence")
  boolean opusDtx;

  @Option(
      names = "--opus-max-playback-rate",
      paramLabel = "HZ",
      description =
          "asked of peers: samples per second, above half of which nothing need be sent, 8000 to"
              + " 48000")
  int opusMaxPlaybackRateHz = 48_000;

  @Option(
      names = "--opus-max-average-bitrate",
      paramLabel = "BPS",
      description =
          "asked of peers: no more bit/s of Opus than these, 6000 to 510000; 0: as they like")
  int opusMaxAverageBitrate;

  @Option(
      names = "--playout-min",
      paramLabel = "MS",
      description = "least delay of the playout buffer in milliseconds, 0 to 10000")
  int playoutMinMillis = 0;

  @Option(
      names = "--playout-max",
      paramLabel = "MS",
      description = "most delay of the playout buffer in milliseconds, 20 to 10000")
  int playoutMaxMillis = 500;

  @Option(
      names = "--push-buffer",
      paramLabel = "MS",
      description = "pushed audio that may wait to be sent, in milliseconds, 20 to 60000")
  int pushBufferMillis = 3_000;

  @Option(
      names = "--recorder-buffer",
      paramLabel = "MS",
      description =
          "audio of a recording that may wait for the disk, in milliseconds, 1000 to 60000")
  int recorderBufferMillis = 5_000;

  @Option(
      names = "--recorder-patience",
      paramLabel = "MS",
      description = "how long a recording waits for a late packet, in milliseconds, 0 to 10000")
  int recorderPatienceMillis = 1_000;

  @Option(
      names = "--max-call",
      paramLabel = "SECONDS",
      description = "end every call after this many seconds, 1 to 604800; 0: never")
  int maxCallSeconds;

  /**
   * The settings they make.
   *
   * @throws IllegalArgumentException in a sentence that names what is out of range
   */
  AudioConfig config() {
    if (!sampleFormat.equals("s16")) {
      throw new IllegalArgumentException("sample format is s16, not " + sampleFormat);
    }
    if (maxCallSeconds < 0 || maxCallSeconds > 604_800) {
      throw new IllegalArgumentException(
          "--max-call is from 0 to 604800 seconds, not " + maxCallSeconds);
    }
    return AudioConfig.defaults().toBuilder()
        .channels(channels)
        .sampleRateHz(rateHz)
        .packetMillis(packetMillis)
        .opusBitrateBps(opusBitrate)
        .opusMinBitrateBps(opusMinBitrate)
        .opusComplexity(opusComplexity)
        .opusFec(opusFec)
        .nack(nack)
        .opusDtx(opusDtx)
        .opusMaxPlaybackRateHz(opusMaxPlaybackRateHz)
        .opusMaxAverageBitrateBps(opusMaxAverageBitrate)
        .playout(Duration.ofMillis(playoutMinMillis), Duration.ofMillis(playoutMaxMillis))
        .pushBuffer(Duration.ofMillis(pushBufferMillis))
        .recorderBuffer(Duration.ofMillis(recorderBufferMillis))
        .recorderPatience(Duration.ofMillis(recorderPatienceMillis))
        .build();
  }

  Duration maxCallTime() {
    return Duration.ofSeconds(maxCallSeconds);
  }
}
