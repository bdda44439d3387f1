package io.antiphon.codec.opus;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;
import io.github.jaredmdobson.concentus.OpusException;

/**
 * Encodes 48 kHz PCM to Opus (RFC 6716), by Concentus. Frames of 10, 20, 40 or 60 ms, which may
 * change from one to the next.
 *
 * <p>One thread, one stream. Our own part allocates nothing per frame; Concentus allocates 40 to
 * 140 KiB.
 */
public final class OpusEncoder implements AudioEncoder {
  /** Room enough for any payload of this encoder at up to 60 ms and 510 kbit/s. */
  public static final int MAX_PAYLOAD_BYTES = 4_000;

  private final AudioFormat format;
  private final io.github.jaredmdobson.concentus.OpusEncoder encoder;
  private final boolean dtx;

  private OpusEncoder(Builder settings) {
    format = new AudioFormat(48_000, settings.channels);
    dtx = settings.dtx;
    try {
      encoder =
          new io.github.jaredmdobson.concentus.OpusEncoder(
              48_000, settings.channels, toConcentus(settings.application));
    } catch (OpusException e) {
      throw new IllegalStateException("no Opus encoder", e);
    }
    encoder.setBitrate(settings.bitrateBps);
    encoder.setComplexity(settings.complexity);
    encoder.setUseVBR(settings.vbr);
    encoder.setUseInbandFEC(settings.fec);
    encoder.setPacketLossPercent(settings.packetLossPercent);
    encoder.setUseDTX(settings.dtx);
    encoder.setMaxBandwidth(MaxBandwidth.within(settings.maxPlaybackRateHz));
  }

  /**
   * Settings with their defaults: mono, 32 kbit/s VBR, complexity 5, for speech, no FEC, no DTX.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  /**
   * {@inheritDoc}
   *
   * @param samplesPerChannel 480, 960, 1,920 or 2,880
   */
  @Override
  public int encode(
      short[] pcm, int pcmOffset, int samplesPerChannel, byte[] out, int outOffset, int maxBytes) {
    checkFrame(pcm, pcmOffset, samplesPerChannel);
    if (maxBytes < 3 || outOffset < 0 || maxBytes > out.length - outOffset) {
      throw new IllegalArgumentException(
          maxBytes + " bytes at " + outOffset + " of an array of " + out.length);
    }
    int bytes;
    try {
      bytes = encoder.encode(pcm, pcmOffset, samplesPerChannel, out, outOffset, maxBytes);
    } catch (OpusException e) {
      throw new IllegalStateException("Opus could not encode", e);
    }
    // A TOC byte alone says that nothing is said; with DTX that is not sent (RFC 7587 §3.1.3).
    return dtx && bytes <= 1 ? 0 : bytes;
  }

  /**
   * Changes the bit rate from the next frame on.
   *
   * @param bitrateBps 6,000 to 510,000 bit/s
   */
  public void setBitrate(int bitrateBps) {
    encoder.setBitrate(checkBitrate(bitrateBps));
  }

  /**
   * Tells the encoder how much is being lost, which decides how much redundancy FEC adds.
   *
   * @param percent 0 to 100
   */
  public void setPacketLossPercent(int percent) {
    encoder.setPacketLossPercent(checkRange("packet loss", percent, 0, 100));
  }

  /** By how many samples a sound comes out of the decoder later than it went in here. */
  public int latencySamples() {
    return encoder.getLookahead();
  }

  /** Forgets the past, as for a new stream; the settings stay. */
  public void reset() {
    encoder.resetState();
  }

  private void checkFrame(short[] pcm, int pcmOffset, int samplesPerChannel) {
    switch (samplesPerChannel) {
      case 480, 960, 1_920, 2_880 -> {}
      default ->
          throw new IllegalArgumentException(
              "an Opus frame of "
                  + samplesPerChannel
                  + " samples; 480, 960, 1920 or 2880 it takes");
    }
    if (pcmOffset < 0 || samplesPerChannel * format.channels() > pcm.length - pcmOffset) {
      throw new IllegalArgumentException(
          samplesPerChannel + " samples per channel at " + pcmOffset + " of " + pcm.length);
    }
  }

  private static int checkBitrate(int bitrateBps) {
    return checkRange("bit rate", bitrateBps, 6_000, 510_000);
  }

  private static int checkRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + ", not " + min + " to " + max);
    }
    return value;
  }

  private static io.github.jaredmdobson.concentus.OpusApplication toConcentus(
      OpusApplication application) {
    return switch (application) {
      case VOIP -> io.github.jaredmdobson.concentus.OpusApplication.OPUS_APPLICATION_VOIP;
      case AUDIO -> io.github.jaredmdobson.concentus.OpusApplication.OPUS_APPLICATION_AUDIO;
      case LOW_DELAY ->
          io.github.jaredmdobson.concentus.OpusApplication.OPUS_APPLICATION_RESTRICTED_LOWDELAY;
    };
  }

  /** Settings of an encoder. */
  public static final class Builder {
    private int channels = 1;
    private int bitrateBps = 32_000;
    private int complexity = 5;
    private OpusApplication application = OpusApplication.VOIP;
    private boolean vbr = true;
    private boolean fec;
    private int packetLossPercent;
    private boolean dtx;
    private int maxPlaybackRateHz = 48_000;

    private Builder() {}

    /** 1 or 2. */
    public Builder channels(int channels) {
      this.channels = checkRange("channels", channels, 1, 2);
      return this;
    }

    /** 6,000 to 510,000 bit/s, for all channels together. */
    public Builder bitrate(int bitrateBps) {
      this.bitrateBps = checkBitrate(bitrateBps);
      return this;
    }

    /** 0 (cheapest) to 10 (best). */
    public Builder complexity(int complexity) {
      this.complexity = checkRange("complexity", complexity, 0, 10);
      return this;
    }

    /** What the encoder is tuned for. */
    public Builder application(OpusApplication application) {
      this.application = application;
      return this;
    }

    /** Whether the bit rate may follow the sound (constrained), or every packet is as long. */
    public Builder vbr(boolean vbr) {
      this.vbr = vbr;
      return this;
    }

    /**
     * Adds redundancy for the frame before to each packet, when the loss told is above 0 and there
     * are bits to spare (24 kbit/s and more).
     *
     * @param packetLossPercent what to expect, 0 to 100; changed later by {@link
     *     OpusEncoder#setPacketLossPercent}
     */
    public Builder fec(int packetLossPercent) {
      this.fec = true;
      this.packetLossPercent = checkRange("packet loss", packetLossPercent, 0, 100);
      return this;
    }

    /** No more is coded than sounds at this sample rate, 8,000 to 48,000 Hz (RFC 7587 §6.1). */
    public Builder maxPlaybackRate(int sampleRateHz) {
      maxPlaybackRateHz = checkRange("playback rate", sampleRateHz, 8_000, 48_000);
      return this;
    }

    /** Whether silence is not sent: {@link OpusEncoder#encode} then returns 0 for most frames. */
    public Builder dtx(boolean dtx) {
      this.dtx = dtx;
      return this;
    }

    /** An encoder that has heard nothing. */
    public OpusEncoder build() {
      return new OpusEncoder(this);
    }
  }
}
