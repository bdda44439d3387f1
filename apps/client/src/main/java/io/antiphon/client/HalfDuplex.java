package io.antiphon.client;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.LevelMeter;

/**
 * Keeps a loudspeaker out of the microphone without cancelling its echo: while the far side speaks,
 * and a moment longer, the near side does not. One thread listens, any may ask.
 */
final class HalfDuplex implements AudioSink {
  /** Louder than the noise of a quiet line, softer than speech. */
  private static final int SPEECH_DBOV = 45;

  /** The speaker's delay and a room's echo. */
  private static final int HANG_OVER_MILLIS = 300;

  private volatile boolean speaking;
  private int quietMillis;

  @Override
  public void accept(AudioFrame frame) {
    if (LevelMeter.levelDbov(frame.samples(), 0, frame.length()) <= SPEECH_DBOV) {
      quietMillis = 0;
      speaking = true;
    } else {
      quietMillis += frame.samplesPerChannel() * 1_000 / frame.format().sampleRateHz();
      speaking = speaking && quietMillis < HANG_OVER_MILLIS;
    }
  }

  @Override
  public void end() {
    speaking = false;
  }

  boolean isFarSideSpeaking() {
    return speaking;
  }
}
