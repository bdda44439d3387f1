package io.antiphon.peer;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.ChannelMix;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.Resampler;
import org.jspecify.annotations.Nullable;

/** A shared source in one encoding: one encoder, one payload per slot, for all who hear it. */
final class EncodedSource {
  private static final int MAX_PAYLOAD = 1_275;

  private final SharedSource source;
  private final Encoding encoding;
  private final AudioEncoder encoder;
  private final @Nullable Resampler resampler;
  private final @Nullable ProcessedWay way;
  private final AudioFrame pulled;
  private final short[] mixed;
  private final short[] wanted;
  private final byte[] payload = new byte[MAX_PAYLOAD];
  private int payloadLength;
  private int levelDbov = LevelMeter.SILENCE_DBOV;
  private long slot = Long.MIN_VALUE;
  private int users = 1;

  EncodedSource(SharedSource source, Encoding encoding, @Nullable Processing processing) {
    this.source = source;
    this.encoding = encoding;
    pulled = AudioFrame.of(source.format(), source.pcm());
    way = processing == null ? null : new ProcessedWay(processing, source.format(), true);
    encoder = encoding.newEncoder();
    AudioFormat format = encoder.format();
    mixed = new short[SharedSource.SLOT_SAMPLES * format.channels()];
    int rate = source.format().sampleRateHz();
    if (format.sampleRateHz() == rate) {
      resampler = null;
      wanted = mixed;
    } else {
      resampler = new Resampler(rate, format.sampleRateHz(), format.channels());
      wanted = new short[format.samplesPerChannel(20) * format.channels()];
    }
    if (source.source() instanceof MixSource mix) {
      prime(mix);
    }
  }

  /** An encoder that joins in the middle must have heard what its listeners just have. */
  private void prime(MixSource mix) {
    for (int i = 0; i < mix.pastSlots(); i++) {
      encode(mix.pastPcm(i));
    }
  }

  SharedSource source() {
    return source;
  }

  Encoding encoding() {
    return encoding;
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
    AudioFormat format = encoder.format();
    ChannelMix.mix(
        pcm, 0, source.format().channels(), mixed, 0, format.channels(), SharedSource.SLOT_SAMPLES);
    if (resampler != null) {
      resampler.process(mixed, 0, SharedSource.SLOT_SAMPLES, wanted, 0);
    }
    payloadLength =
        encoder.encode(wanted, 0, format.samplesPerChannel(20), payload, 0, payload.length);
  }

  byte[] payload() {
    return payload;
  }

  /** Bytes of this slot's payload; 0 when there is nothing to send (DTX). */
  int payloadLength() {
    return payloadLength;
  }

  void retain() {
    users++;
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
