package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.util.Map;

/**
 * Lets through what is loud enough, all channels alike, and turns the rest down. It opens on the
 * first peak at the threshold, in a straight line; it closes when the level has been below the
 * threshold less the hysteresis for the hold time, by equal decibels in equal times.
 */
final class NoiseGate implements AudioProcessor {
  /** How slowly the level falls behind a peak: the gaps between the periods of a voice vanish. */
  private static final double LEVEL_FALL_SECONDS = 0.02;

  /** Far below one sample step; numbers that are smaller still would slow the processor down. */
  private static final float INAUDIBLE = 1e-6f;

  private final int channels;
  private final float openLevel;
  private final float closeLevel;
  private final float levelFall;
  private final float floor;
  private final float rise;
  private final float fall;
  private final int holdSamples;

  private float level;
  private float gain;
  private boolean open;
  private int held;
  private volatile double reading;

  /** As the parameters of the processor; decibels of full scale, peak. */
  record Settings(
      double thresholdDbfs,
      double hysteresisDb,
      double reductionDb,
      double attackMs,
      double holdMs,
      double releaseMs) {}

  NoiseGate(AudioFormat format, Settings settings) {
    double perMilli = format.sampleRateHz() / 1000.0;
    channels = format.channels();
    openLevel = (float) (Pcm.FULL_SCALE * Pcm.amplitude(settings.thresholdDbfs));
    closeLevel = (float) (openLevel * Pcm.amplitude(-settings.hysteresisDb));
    levelFall = (float) Math.exp(-1 / (LEVEL_FALL_SECONDS * format.sampleRateHz()));
    floor = (float) Pcm.amplitude(-settings.reductionDb);
    rise = (float) ((1 - floor) / Math.max(1, settings.attackMs * perMilli));
    fall = (float) Math.pow(floor, 1 / Math.max(1, settings.releaseMs * perMilli));
    holdSamples = (int) Math.round(settings.holdMs * perMilli);
    reset();
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    short[] pcm = frame.samples();
    for (int i = 0, at = 0; i < frame.samplesPerChannel(); i++, at += channels) {
      follow(pcm, at);
      gain = open ? Math.min(1, gain + rise) : Math.max(floor, gain * fall);
      for (int channel = 0; channel < channels; channel++) {
        pcm[at + channel] = Pcm.saturate(pcm[at + channel] * gain);
      }
    }
    reading = Pcm.decibels((double) gain * gain);
    return frame;
  }

  /** {@code gainDb}: 0 when open, minus the reduction when closed. */
  @Override
  public Map<String, Double> readings() {
    return Map.of("gainDb", reading);
  }

  @Override
  public void reset() {
    level = 0;
    gain = floor;
    open = false;
    held = 0;
    reading = Pcm.decibels((double) floor * floor);
  }

  private void follow(short[] pcm, int at) {
    level = level < INAUDIBLE ? 0 : level * levelFall;
    for (int channel = 0; channel < channels; channel++) {
      level = Math.max(level, Math.abs((float) pcm[at + channel]));
    }
    if (level >= openLevel) {
      open = true;
      held = 0;
    } else if (level >= closeLevel) {
      held = 0;
    } else if (open && held++ >= holdSamples) {
      open = false;
    }
  }
}
