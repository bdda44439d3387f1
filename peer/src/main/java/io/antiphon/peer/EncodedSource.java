package io.antiphon.peer;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.ChannelMix;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.Resampler;
import io.antiphon.codec.SilenceSuppressor;
import io.antiphon.codec.opus.OpusEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A shared source in one encoding: one encoder, the same packets for all who hear it.
 *
 * <p>A slot of the media clock brings one packet of 20 ms, or two of 10; longer ones are gathered
 * over their slots and come with the last.
 */
final class EncodedSource {
  private static final int MAX_PAYLOAD = 1_275;
  private static final int SLOT_MILLIS = 20;

  private final SharedSource source;
  private final Encoding encoding;
  private final AudioEncoder encoder;
  private final AudioFormat format;
  private final @Nullable Resampler resampler;
  private final @Nullable ProcessedWay way;
  private final AudioFrame pulled;
  private final short[] mixed;
  private final short[] wanted;
  private final int packetSamples;
  private final short[] gathered;
  private final byte[][] payloads;
  private final int[] payloadLengths;
  private final boolean[] comfortNoise;
  private int levelDbov = LevelMeter.SILENCE_DBOV;
  private int gatheredSamples;
  private int packets;
  private long slot = Long.MIN_VALUE;
  private int users = 1;
  private int bitrate;

  EncodedSource(SharedSource source, Encoding encoding, @Nullable Processing processing) {
    this.source = source;
    this.encoding = encoding;
    pulled = AudioFrame.of(source.format(), source.pcm());
    way = processing == null ? null : new ProcessedWay(processing, source.format(), true);
    encoder = encoding.newEncoder();
    bitrate = encoding.bitrate();
    format = encoder.format();
    mixed = new short[source.slotSamples() * format.channels()];
    int rate = source.format().sampleRateHz();
    if (format.sampleRateHz() == rate) {
      resampler = null;
      wanted = mixed;
    } else {
      resampler = new Resampler(rate, format.sampleRateHz(), format.channels());
      wanted = new short[format.samplesPerChannel(SLOT_MILLIS) * format.channels()];
    }
    packetSamples = format.samplesPerChannel(encoding.packetMillis());
    int most = Math.max(encoding.packetMillis(), SLOT_MILLIS);
    gathered = new short[format.samplesPerChannel(most) * format.channels()];
    int packetsPerSlot = Math.max(1, SLOT_MILLIS / encoding.packetMillis());
    payloads = new byte[packetsPerSlot][MAX_PAYLOAD];
    payloadLengths = new int[packetsPerSlot];
    comfortNoise = new boolean[packetsPerSlot];
    if (source.source() instanceof MixSource mix && source.format().equals(mix.format())) {
      prime(mix);
    }
  }

  /** An encoder that joins in the middle must have heard what its listeners just have. */
  private void prime(MixSource mix) {
    for (int i = 0; i < mix.pastSlots(); i++) {
      short[] past = mix.pastPcm(i).clone(); // processors work in place
      AudioFrame frame = AudioFrame.of(mix.format(), past);
      encode((way == null ? frame : way.process(frame)).samples());
    }
  }

  SharedSource source() {
    return source;
  }

  Encoding encoding() {
    return encoding;
  }

  /** What the encoder takes. */
  AudioFormat format() {
    return format;
  }

  /** The processors that this encoding is for; null if it is for whoever has none. */
  @Nullable Processing processing() {
    return way == null ? null : way.processing();
  }

  /** The slot's level as RFC 6464 carries it: 0 loudest, 127 silence. */
  int levelDbov() {
    return levelDbov;
  }

  /** Encodes this slot, once however often it is called. */
  void advanceTo(long newSlot) {
    if (newSlot == slot) {
      return;
    }
    slot = newSlot;
    source.advanceTo(newSlot);
    AudioFrame frame = way == null ? pulled : way.process(pulled);
    levelDbov =
        way == null ? source.levelDbov() : LevelMeter.levelDbov(frame.samples(), 0, frame.length());
    encode(frame.samples());
  }

  private void encode(short[] pcm) {
    ChannelMix.mix(
        pcm, 0, source.format().channels(), mixed, 0, format.channels(), source.slotSamples());
    if (resampler != null) {
      resampler.process(mixed, 0, source.slotSamples(), wanted, 0);
    }
    int channels = format.channels();
    int slotSamples = format.samplesPerChannel(SLOT_MILLIS);
    System.arraycopy(wanted, 0, gathered, gatheredSamples * channels, slotSamples * channels);
    gatheredSamples += slotSamples;
    packets = gatheredSamples / packetSamples;
    for (int i = 0; i < packets; i++) {
      payloadLengths[i] =
          encoder.encode(
              gathered, i * packetSamples * channels, packetSamples, payloads[i], 0, MAX_PAYLOAD);
      comfortNoise[i] =
          encoder instanceof SilenceSuppressor suppressor && suppressor.isComfortNoise();
    }
    gatheredSamples -= packets * packetSamples;
  }

  /** The slot's samples as the encoder gets them. */
  short[] pcm() {
    return wanted;
  }

  /** How many packets this slot has brought: 0 while a long one is being gathered. */
  int packets() {
    return packets;
  }

  /** What each lasts, in ticks of the RTP clock. */
  int packetTicks() {
    return packetSamples / encoding.codec().samplesPerTick();
  }

  byte[] payload(int index) {
    return payloads[index];
  }

  /** Bytes of that payload; 0 when there is nothing to send (DTX). */
  int payloadLength(int index) {
    return payloadLengths[index];
  }

  /** Whether that payload is no voice but a description of the background (RFC 3389). */
  boolean isComfortNoise(int index) {
    return comfortNoise[index];
  }

  void retain() {
    users++;
    setBitrate(encoding.bitrate()); // what one of them could bear is no measure for the others
  }

  /** Whether several hear it. */
  boolean isShared() {
    return users > 1;
  }

  /** Bit/s that are encoded to now. */
  int bitrate() {
    return bitrate;
  }

  /** Another bit rate from the next packet on; only Opus has one. */
  void setBitrate(int wanted) {
    if (wanted != bitrate && encoder instanceof OpusEncoder opus) {
      opus.setBitrate(wanted);
      bitrate = wanted;
    }
  }

  /** True if that was the last user. */
  boolean release() {
    users--;
    if (users == 0 && way != null) {
      way.close();
    }
    return users == 0;
  }
}
