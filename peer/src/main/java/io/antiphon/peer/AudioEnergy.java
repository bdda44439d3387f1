package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.LevelMeter;

/**
 * How loud audio is and was (W3C WebRTC statistics, {@code RTCInboundRtpStreamStats} and {@code
 * RTCAudioSourceStats}).
 */
final class AudioEnergy {
  private double level;
  private double energy;
  private double seconds;

  void add(AudioFrame frame) {
    AudioFormat format = frame.format();
    double duration = (double) frame.samplesPerChannel() / format.sampleRateHz();
    level = LevelMeter.rms(frame.samples(), 0, frame.length());
    energy += duration * level * level;
    seconds += duration;
  }

  /**
   * Accounts for audio whose level alone is known.
   *
   * @param levelDbov as RFC 6464 has it: 0 full scale, 127 silence
   */
  void add(int levelDbov, double duration) {
    level = levelDbov == LevelMeter.SILENCE_DBOV ? 0 : Math.pow(10, levelDbov / -20.0);
    energy += duration * level * level;
    seconds += duration;
  }

  void silence() {
    level = 0;
  }

  /** Of the last frame: 0 silence, 1 full scale. */
  double audioLevel() {
    return level;
  }

  /** Squares of the levels, each times how long it lasted. */
  double totalAudioEnergy() {
    return energy;
  }

  double totalSamplesDuration() {
    return seconds;
  }
}
