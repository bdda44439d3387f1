package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A source that is pushed to and played slot by slot, without a call: each read is 20 ms. */
abstract class PushRig {
  static final AudioFormat MONO_24K = AudioFormat.mono(24_000);
  static final int SLOT = 480;

  final List<PushEvent> events = new ArrayList<>();
  PushSource source = source(MONO_24K, PushConfig.defaults());

  PushSource source(AudioFormat format, PushConfig config) {
    PushSource made = PushSource.of(format, config);
    made.onEvent(events::add);
    made.release();
    events.clear();
    return made;
  }

  /** Plays so many slots of 20 ms; what they held, silence included. */
  short[] play(int slots) {
    int length = source.format().samplesPerChannel(20) * source.format().channels();
    short[] heard = new short[slots * length];
    for (int i = 0; i < slots; i++) {
      source.read(heard, i * length, length / source.format().channels());
    }
    return heard;
  }

  /** Never 0, so that silence can be told from it. */
  static short[] ramp(int samples) {
    short[] ramp = new short[samples];
    for (int i = 0; i < samples; i++) {
      ramp[i] = (short) (1 + i % 32_000);
    }
    return ramp;
  }

  static short[] withoutSilence(short[] pcm) {
    short[] kept = new short[pcm.length];
    int count = 0;
    for (short sample : pcm) {
      if (sample != 0) {
        kept[count++] = sample;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  static byte[] bytes(short[] pcm, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length).order(order);
    bytes.asShortBuffer().put(pcm);
    return bytes.array();
  }

  void push(short[] pcm) {
    CompletableFuture<Void> unused = source.push(pcm, 0, pcm.length);
  }
}
