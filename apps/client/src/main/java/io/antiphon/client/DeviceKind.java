package io.antiphon.client;

import java.util.Locale;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** Which way a sound device's audio goes, seen from here. Java's names say it from the mixer. */
enum DeviceKind {
  /** It gives us audio: a microphone. */
  CAPTURE(TargetDataLine.class, "microphone", "--file or --tone stand in for one"),
  /** It takes our audio: a speaker. */
  PLAYBACK(SourceDataLine.class, "speaker", "--no-playback does without");

  private final Class<? extends DataLine> line;
  private final String noun;
  private final String instead;

  DeviceKind(Class<? extends DataLine> line, String noun, String instead) {
    this.line = line;
    this.noun = noun;
    this.instead = instead;
  }

  /** What to tell who has none. */
  String absence() {
    return "There is no " + noun + " (" + this + " device) on this machine; " + instead + ".";
  }

  /** What people call such a device. */
  String noun() {
    return noun;
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
