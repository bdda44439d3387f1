package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.peer.Echo;
import io.antiphon.peer.PeerConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What peers hear who are in no room: the same for all, from one encoder, or their own echo. */
final class Playing {
  /** What the option may say. */
  static final String CHOICES = "sample, echo, tone:HZ or silence";

  private static final double TONE_PEAK_DBFS = -12;
  private static final double HIGHEST_HZ = 20_000;

  private final @Nullable AudioSource shared;

  private Playing(@Nullable AudioSource shared) {
    this.shared = shared;
  }

  /** Whether that choice plays a file. */
  static boolean needsSample(String choice) {
    return choice.equals("sample");
  }

  /**
   * Makes what was chosen.
   *
   * @param choice one of {@link #CHOICES}
   * @param sample the file that is looped
   * @throws IllegalArgumentException if there is no such choice
   * @throws IOException if the sample cannot be read, or is no WAV file: in a sentence
   */
  static Playing of(String choice, Path sample) throws IOException {
    check(choice);
    return switch (choice) {
      case "sample" -> new Playing(loop(sample));
      case "echo" -> new Playing(null);
      case "silence" -> new Playing(AudioSource.silence(AudioFormat.MONO_48K));
      default -> new Playing(AudioSource.tone(AudioFormat.MONO_48K, hertz(choice), TONE_PEAK_DBFS));
    };
  }

  /**
   * Refuses what is no choice.
   *
   * @throws IllegalArgumentException naming it
   */
  static void check(String choice) {
    boolean plain = choice.equals("sample") || choice.equals("echo") || choice.equals("silence");
    if (!plain && !(hertz(choice) > 0 && hertz(choice) <= HIGHEST_HZ)) {
      throw new IllegalArgumentException("there is no " + choice + " to play: " + CHOICES);
    }
  }

  /** The pitch of a tone; NaN if that is none. */
  private static double hertz(String choice) {
    if (!choice.startsWith("tone:")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(choice.substring("tone:".length()));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static AudioSource loop(Path sample) throws IOException {
    try {
      return AudioSource.loop(WavFile.read(sample));
    } catch (WavFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What that peer is to hear; to be asked once, before its first description. */
  AudioSource to(PeerConnection connection) {
    if (shared != null) {
      return shared;
    }
    Echo echo = new Echo();
    AtomicBoolean hears = new AtomicBoolean();
    connection.onTrack(
        track -> {
          if (hears.compareAndSet(false, true)) {
            track.addSink(echo);
          }
        });
    return echo;
  }
}
