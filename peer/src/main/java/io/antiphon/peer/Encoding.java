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
 * @param fec whether Opus carries in-band redundancy
 * @param contentHint what suits it
 */
record Encoding(AudioCodec codec, int channels, int bitrate, boolean fec, ContentHint contentHint) {
  private static final int SPEECH_BITRATE = 32_000;
  private static final int MUSIC_BITRATE = 48_000;
  private static final int EXPECTED_LOSS_PERCENT = 5;

  /** What suits the source and what the other side has asked for (RFC 7587 §6.1). */
  static Encoding of(CodecParameters wanted, int sourceChannels, ContentHint hint) {
    if (wanted.codec() != AudioCodec.OPUS) {
      return new Encoding(wanted.codec(), 1, 64_000, false, hint);
    }
    int channels = wanted.wantsStereo() ? Math.min(2, sourceChannels) : 1;
    int bitrate = channels * (hint == ContentHint.SPEECH ? SPEECH_BITRATE : MUSIC_BITRATE);
    int most = number(wanted.parameters().get("maxaveragebitrate"), Integer.MAX_VALUE);
    boolean fec = "1".equals(wanted.parameters().get("useinbandfec"));
    return new Encoding(
        AudioCodec.OPUS, channels, Math.max(6_000, Math.min(bitrate, most)), fec, hint);
  }

  private static int number(@Nullable String text, int otherwise) {
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
              .fec(fec ? EXPECTED_LOSS_PERCENT : 0)
              .build();
      case PCMU -> new G711Encoder(G711Law.PCMU);
      case PCMA -> new G711Encoder(G711Law.PCMA);
    };
  }
}
