package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What is said, louder or evener as the user wants it, and silent while it is muted. It goes on
 * being taken from the microphone meanwhile, so that nothing old is heard afterwards; it fades in
 * and out within a frame, so that nothing clicks.
 */
final class Voice implements AudioSource {
  private static final int LARGEST_READ = 5_760;

  private final AudioSource source;
  private final List<AudioProcessor> processors;
  private final BooleanSupplier muted;
  private final AudioFrame frame;
  private double level;

  /**
   * A voice.
   *
   * @param processors each of which keeps format and length
   */
  Voice(AudioSource source, List<AudioProcessor> processors, BooleanSupplier muted) {
    this.source = source;
    this.processors = List.copyOf(processors);
    this.muted = muted;
    frame = new AudioFrame(source.format(), LARGEST_READ);
    level = muted.getAsBoolean() ? 0 : 1;
  }

  @Override
  public AudioFormat format() {
    return source.format();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int read = source.read(pcm, offset, samplesPerChannel);
    if (read <= 0) {
      return read;
    }
    int length = read * format().channels();
    if (!processors.isEmpty()) {
      process(pcm, offset, read, length);
    }
    fade(pcm, offset, length, muted.getAsBoolean() ? 0 : 1);
    return read;
  }

  private void process(short[] pcm, int offset, int read, int length) {
    System.arraycopy(pcm, offset, frame.samples(), 0, length);
    frame.setSamplesPerChannel(read);
    AudioFrame processed = frame;
    for (AudioProcessor each : processors) {
      processed = each.process(processed);
    }
    System.arraycopy(processed.samples(), 0, pcm, offset, Math.min(length, processed.length()));
  }

  private void fade(short[] pcm, int offset, int length, double target) {
    if (target == 0 && level == 0) {
      Arrays.fill(pcm, offset, offset + length, (short) 0);
    } else if (target != level) {
      double step = (target - level) / length;
      for (int i = 0; i < length; i++) {
        pcm[offset + i] = (short) Math.round(pcm[offset + i] * (level + step * (i + 1)));
      }
      level = target;
    }
  }
}
