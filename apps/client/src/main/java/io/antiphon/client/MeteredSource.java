package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;

/** A source whose level can be seen, and which falls silent when it ends, so the call goes on. */
final class MeteredSource implements AudioSource {
  private final AudioSource source;
  private final LevelMeter meter;

  MeteredSource(AudioSource source, LevelMeter meter) {
    this.source = source;
    this.meter = meter;
  }

  @Override
  public AudioFormat format() {
    return source.format();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int read = Math.max(0, source.read(pcm, offset, samplesPerChannel));
    meter.measure(pcm, offset, read * format().channels());
    return read;
  }
}
