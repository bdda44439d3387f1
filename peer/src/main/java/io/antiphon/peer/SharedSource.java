package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One audio source as all peers of an event loop hear it: read once per slot, at the rate that the
 * first of them is set to, encoded once per encoding that somebody needs.
 */
final class SharedSource {
  private static final int MAX_CHANNELS = 2;
  private static final int SLOT_MILLIS = 20;

  private final TappedSource tap;
  private final AudioSource pulled;
  private final AudioFormat format;
  private final int slotSamples;
  private final short[] pcm;
  private final List<EncodedSource> encodings = new ArrayList<>();
  private long slot = Long.MIN_VALUE;
  private int levelDbov = LevelMeter.SILENCE_DBOV;
  private boolean ended;

  SharedSource(AudioSource source, AudioConfig config) {
    tap = new TappedSource(source);
    int channels = Math.min(MAX_CHANNELS, source.format().channels());
    format = new AudioFormat(config.sampleRateHz(), channels);
    pulled = tap.as(format);
    slotSamples = format.samplesPerChannel(SLOT_MILLIS);
    pcm = new short[slotSamples * format.channels()];
  }

  AudioSource source() {
    return tap.source();
  }

  /** Where to listen in on the source itself. */
  TappedSource tap() {
    return tap;
  }

  /** Samples per channel and slot. */
  int slotSamples() {
    return slotSamples;
  }

  AudioFormat format() {
    return format;
  }

  /** Reads the samples of this slot, once however often it is called. */
  void advanceTo(long newSlot) {
    if (newSlot == slot) {
      return;
    }
    slot = newSlot;
    int read = ended ? -1 : pulled.read(pcm, 0, slotSamples);
    ended |= read < 0;
    int written = Math.max(0, read) * format.channels();
    Arrays.fill(pcm, written, pcm.length, (short) 0);
    levelDbov = read > 0 ? LevelMeter.levelDbov(pcm, 0, pcm.length) : LevelMeter.SILENCE_DBOV;
  }

  /** The slot's samples, interleaved. */
  short[] pcm() {
    return pcm;
  }

  /** The slot's level as RFC 6464 carries it: 0 loudest, 127 silence. */
  int levelDbov() {
    return levelDbov;
  }

  /** The source has said that it never speaks again. */
  boolean ended() {
    return ended;
  }

  /** The encoding that fits, shared with whoever else asked for the same; {@link #release} it. */
  EncodedSource encoded(Encoding encoding, @Nullable Processing processing) {
    for (EncodedSource each : encodings) {
      if (each.encoding().equals(encoding) && each.processing() == processing) {
        each.retain();
        return each;
      }
    }
    EncodedSource made = new EncodedSource(this, encoding, processing);
    encodings.add(made);
    return made;
  }

  void release(EncodedSource encoded) {
    if (encoded.release()) {
      encodings.remove(encoded);
    }
  }

  int encoders() {
    return encodings.size();
  }

  /** Nobody listens any more. */
  boolean unused() {
    return encodings.isEmpty();
  }
}
