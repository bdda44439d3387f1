package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.LevelMeter;
import java.util.Map;

/**
 * Shortens long silences to a given length, for recordings: what comes out is shorter than what
 * went in, so times in it are no longer times of the call. Of a silence, the first part is kept and
 * the last 100 ms, for the soft beginning of what follows; so frames come out empty while it lasts,
 * and one that is longer when it ends. A silence at the very end keeps only its first part.
 *
 * <p>Silent is a stretch of 10 ms (less at the end of a frame) whose RMS is below the threshold.
 */
final class SilenceTrimmer implements AudioProcessor {
  private static final int BLOCK_MILLIS = 10;
  private static final int ONSET_MILLIS = 100;

  private final AudioFormat format;
  private final int channels;
  private final double threshold;
  private final int block;
  private final int keptSamples;
  private final SeamSmoother seams;

  /** The newest silence that was held back, a ring. */
  private final short[] onset;

  private int onsetStart;
  private int onsetLength;
  private long silentSamples;
  private boolean dropped;
  private AudioFrame output;
  private long droppedSamples;
  private volatile double droppedSeconds;

  SilenceTrimmer(AudioFormat format, double thresholdDbfs, int keepMillis) {
    this.format = format;
    channels = format.channels();
    threshold = Pcm.amplitude(thresholdDbfs);
    block = Math.max(1, format.samplesPerChannel(BLOCK_MILLIS));
    onset = new short[Math.max(1, format.samplesPerChannel(ONSET_MILLIS)) * channels];
    keptSamples = format.samplesPerChannel(keepMillis) - onset.length / channels;
    seams = new SeamSmoother(format);
    output = new AudioFrame(format, 0);
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    int most = frame.samplesPerChannel() + onset.length / channels;
    if (output.capacityPerChannel() < most) {
      output = new AudioFrame(format, most);
    }
    output.setSamplesPerChannel(0);
    for (int at = 0; at < frame.samplesPerChannel(); at += block) {
      take(frame.samples(), at, Math.min(block, frame.samplesPerChannel() - at));
    }
    droppedSeconds = format.seconds(droppedSamples);
    return output;
  }

  /** {@code droppedSeconds}: how much silence was left out so far. */
  @Override
  public Map<String, Double> readings() {
    return Map.of("droppedSeconds", droppedSeconds);
  }

  @Override
  public void reset() {
    onsetStart = 0;
    onsetLength = 0;
    silentSamples = 0;
    dropped = false;
    droppedSamples = 0;
    droppedSeconds = 0;
    seams.reset();
  }

  private void take(short[] pcm, int first, int count) {
    if (LevelMeter.rms(pcm, first * channels, count * channels) >= threshold) {
      silentSamples = 0;
      playOnset();
      emit(pcm, first * channels, count);
      return;
    }
    int passed = (int) Math.min(count, Math.max(0, keptSamples - silentSamples));
    emit(pcm, first * channels, passed);
    silentSamples += count;
    for (int i = passed * channels; i < count * channels; i++) {
      hold(pcm[first * channels + i]);
    }
  }

  private void hold(short sample) {
    if (onsetLength < onset.length) {
      onset[(onsetStart + onsetLength++) % onset.length] = sample;
      return;
    }
    onset[onsetStart] = sample;
    onsetStart = (onsetStart + 1) % onset.length;
    dropped = true;
    if (onsetStart % channels == 0) {
      droppedSamples++;
    }
  }

  private void playOnset() {
    if (dropped) {
      seams.seam();
      dropped = false;
    }
    int untilEnd = Math.min(onsetLength, onset.length - onsetStart);
    emit(onset, onsetStart, untilEnd / channels);
    emit(onset, 0, (onsetLength - untilEnd) / channels);
    onsetStart = 0;
    onsetLength = 0;
  }

  private void emit(short[] pcm, int offset, int count) {
    int at = output.length();
    System.arraycopy(pcm, offset, output.samples(), at, count * channels);
    seams.smooth(output.samples(), at, count);
    output.setSamplesPerChannel(output.samplesPerChannel() + count);
  }
}
