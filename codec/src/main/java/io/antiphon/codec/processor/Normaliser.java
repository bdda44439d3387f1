package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.util.Map;

/**
 * Brings speech to a loudness and keeps it there: automatic gain control. It measures what goes in
 * ({@link SpeechLoudness}), so pauses and silence leave the gain where it is; the gain glides; and
 * what it makes too loud meets a {@link LookAheadLimiter} at −1 dBFS.
 *
 * <p>Levels are RMS relative to a square wave at full scale, as RFC 6464 has them: a sine that just
 * fits in 16 bits has −3 dBFS. A target near 0 is not reached, for the limiter.
 */
final class Normaliser implements AudioProcessor {
  private static final int BLOCKS_PER_SECOND = 100;
  private static final double RISE_DB_PER_BLOCK = 30.0 / BLOCKS_PER_SECOND;
  private static final double FALL_DB_PER_BLOCK = 60.0 / BLOCKS_PER_SECOND;
  private static final double CEILING_DBFS = -1;

  private final int channels;
  private final double targetDbfs;
  private final double maxGainDb;
  private final int block;
  private final SpeechLoudness loudness;
  private final LookAheadLimiter limiter;

  private double squares;
  private int inBlock;
  private double gainDb;
  private float gain;
  private float gainStep;
  private float[] work = new float[0];
  private volatile double gainReading;
  private volatile double loudnessReading;

  Normaliser(AudioFormat format, double targetDbfs, double maxGainDb, double gateDbfs) {
    this.targetDbfs = targetDbfs;
    this.maxGainDb = maxGainDb;
    channels = format.channels();
    block = Math.max(1, format.sampleRateHz() / BLOCKS_PER_SECOND);
    loudness = new SpeechLoudness(gateDbfs);
    limiter = new LookAheadLimiter(format, (float) (Pcm.FULL_SCALE * Pcm.amplitude(CEILING_DBFS)));
    reset();
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    if (work.length < frame.length()) {
      work = new float[frame.length()];
    }
    short[] pcm = frame.samples();
    for (int i = 0, at = 0; i < frame.samplesPerChannel(); i++) {
      gain += gainStep;
      for (int channel = 0; channel < channels; channel++, at++) {
        float sample = pcm[at];
        squares += (double) sample * sample;
        work[at] = sample * gain;
      }
      if (++inBlock == block) {
        endBlock();
      }
    }
    limiter.limit(work, frame.samplesPerChannel());
    for (int at = 0; at < frame.length(); at++) {
      pcm[at] = Pcm.saturate(work[at]);
    }
    return frame;
  }

  @Override
  public int latencySamples() {
    return limiter.latencySamples();
  }

  /**
   * {@code gainDb}, and {@code loudnessDbfs} of what goes in: −127 while nothing has been heard.
   */
  @Override
  public Map<String, Double> readings() {
    return Map.of("gainDb", gainReading, "loudnessDbfs", loudnessReading);
  }

  @Override
  public void reset() {
    loudness.reset();
    limiter.reset();
    squares = 0;
    inBlock = 0;
    gainDb = 0;
    gain = 1;
    gainStep = 0;
    gainReading = 0;
    loudnessReading = -127;
  }

  private void endBlock() {
    loudness.accept(squares / (block * channels) / Pcm.FULL_SCALE / Pcm.FULL_SCALE);
    squares = 0;
    inBlock = 0;
    if (loudness.isKnown()) {
      double wanted = Math.min(maxGainDb, targetDbfs - loudness.decibels());
      double change = wanted - gainDb;
      gainDb += Math.max(-FALL_DB_PER_BLOCK, Math.min(RISE_DB_PER_BLOCK, change));
      gainReading = gainDb;
      loudnessReading = loudness.decibels();
    }
    gainStep = (float) ((Pcm.amplitude(gainDb) - gain) / block);
  }
}
