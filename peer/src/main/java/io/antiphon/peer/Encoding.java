package io.antiphon.peer;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.SilenceSuppressor;
import io.antiphon.codec.g711.G711Encoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.g722.G722Encoder;
import io.antiphon.codec.opus.OpusApplication;
import io.antiphon.codec.opus.OpusEncoder;

/**
 * How audio is encoded; peers with equal encodings share one encoder.
 *
 * @param codec which
 * @param channels that are sent, 1 or 2
 * @param bitrate of Opus, bit/s
 * @param complexity of Opus, 0 to 10
 * @param fec whether Opus carries in-band redundancy
 * @param dtx whether silence is left out
 * @param vbr whether Opus' packets may be of different sizes
 * @param maxPlaybackRateHz what Opus encodes is heard at no higher sample rate than this
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
    boolean vbr,
    int maxPlaybackRateHz,
    int packetMillis,
    ContentHint contentHint) {
  private static final int SPEECH_BITRATE = 32_000;
  private static final int MUSIC_BITRATE = 48_000;
  private static final int EXPECTED_LOSS_PERCENT = 5;

  /** What suits the source and what the other side has asked for (RFC 7587 §6.1). */
  static Encoding of(
      CodecParameters wanted, int sourceChannels, ContentHint hint, AudioConfig config) {
    int packetMillis = config.packetMillis();
    if (wanted.codec() != AudioCodec.OPUS) {
      boolean dtx = config.opusDtx();
      return new Encoding(wanted.codec(), 1, 64_000, 0, false, dtx, false, 0, packetMillis, hint);
    }
    OpusParameters asked = wanted.opus();
    int channels = asked.stereo() ? Math.min(2, sourceChannels) : 1;
    int suitable = channels * (hint == ContentHint.SPEECH ? SPEECH_BITRATE : MUSIC_BITRATE);
    int bitrate = config.opusBitrateBps() == 0 ? suitable : config.opusBitrateBps();
    return new Encoding(
        AudioCodec.OPUS,
        channels,
        Math.max(6_000, Math.min(bitrate, asked.maxAverageBitrateBps())),
        config.opusComplexity(),
        config.opusFec() && asked.fec(),
        config.opusDtx() || asked.dtx(),
        !asked.cbr(),
        Math.max(8_000, asked.maxPlaybackRateHz()),
        packetMillis,
        hint);
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
              .vbr(vbr)
              .maxPlaybackRate(maxPlaybackRateHz)
              .build();
      case G722 -> suppressed(new G722Encoder());
      case PCMU -> suppressed(new G711Encoder(G711Law.PCMU));
      case PCMA -> suppressed(new G711Encoder(G711Law.PCMA));
    };
  }

  private AudioEncoder suppressed(AudioEncoder encoder) {
    return dtx ? new SilenceSuppressor(encoder) : encoder;
  }
}
