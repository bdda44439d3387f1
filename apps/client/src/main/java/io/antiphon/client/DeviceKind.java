package io.antiphon.client;

import java.util.Locale;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** Which way a sound device's audio goes, seen from here. Java's names say it from the mixer. */
enum DeviceKind {
  /** It gives us audio: a microphone. */
  CAPTURE(TargetDataLine.class),
  /** It takes our audio: a speaker. */
  PLAYBACK(SourceDataLine.class);

  private final Class<? extends DataLine> line;

  DeviceKind(Class<? extends DataLine> line) {
    this.line = line;
  }

  /** The line of {@code javax.sound.sampled} that carries it. */
  Class<? extends DataLine> line() {
    return line;
  }

  /** The word for people, such as {@code capture}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
