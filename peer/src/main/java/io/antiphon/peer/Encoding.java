package io.antiphon.peer;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.g711.G711Encoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.opus.OpusApplication;
import io.antiphon.codec.opus.OpusEncoder;
import org.jspecify.annotations.Nullable;

/**
 * How audio is encoded; peers with equal encodings share one encoder.
 *
 * @param codec which
 * @param channels that are sent, 1 or 2
 * @param bitrate of Opus, bit/s
 * @param complexity of Opus, 0 to 10
 * @param fec whether Opus carries in-band redundancy
 * @param dtx whether Opus leaves silence out
 * @param packetMillis what a packet lasts
 * @param contentHint what suits it
 */
record Encoding(
    AudioCodec codec,
    int channels,
    int bitrate,
    int complexity,
    boolean fec,
    boolean dtx,
    int packetMillis,
    ContentHint contentHint) {
  /** What the other side wants at most (RFC 7587 §6.1), bit/s. */
  static final String MOST_BITRATE = "maxaveragebitrate";

  private static final int SPEECH_BITRATE = 32_000;
  private static final int MUSIC_BITRATE = 48_000;
  private static final int EXPECTED_LOSS_PERCENT = 5;

  /** What suits the source and what the other side has asked for (RFC 7587 §6.1). */
  static Encoding of(
      CodecParameters wanted, int sourceChannels, ContentHint hint, AudioConfig config) {
    int packetMillis = config.packetMillis();
    if (wanted.codec() != AudioCodec.OPUS) {
      return new Encoding(wanted.codec(), 1, 64_000, 0, false, false, packetMillis, hint);
    }
    int channels = wanted.wantsStereo() ? Math.min(2, sourceChannels) : 1;
    int suitable = channels * (hint == ContentHint.SPEECH ? SPEECH_BITRATE : MUSIC_BITRATE);
    int bitrate = config.opusBitrateBps() == 0 ? suitable : config.opusBitrateBps();
    int most = number(wanted.parameters().get(MOST_BITRATE), Integer.MAX_VALUE);
    boolean fec = config.opusFec() && "1".equals(wanted.parameters().get("useinbandfec"));
    return new Encoding(
        AudioCodec.OPUS,
        channels,
        Math.max(6_000, Math.min(bitrate, most)),
        config.opusComplexity(),
        fec,
        config.opusDtx(),
        packetMillis,
        hint);
  }

  /** A parameter that is a number, if it is one. */
  static int number(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  AudioEncoder newEncoder() {
    return switch (codec) {
      case OPUS ->
          OpusEncoder.builder()
              .channels(channels)
              .bitrate(bitrate)
              .application(
                  contentHint == ContentHint.SPEECH ? OpusApplication.VOIP : OpusApplication.AUDIO)
              .complexity(complexity)
              .fec(fec ? EXPECTED_LOSS_PERCENT : 0)
              .dtx(dtx)
              .build();
      case PCMU -> new G711Encoder(G711Law.PCMU);
      case PCMA -> new G711Encoder(G711Law.PCMA);
    };
  }
}
