package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is said; the default microphone if nothing is chosen. */
final class Said {
  private static final double TONE_PEAK_DBFS = -12;

  @Option(
      names = "--mic",
      paramLabel = "NAME",
      description = "capture device, by its name or a part of it (default: the system's)")
  @Nullable String microphone;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "WAV file in place of the microphone, any rate, mono or stereo; played once, then"
              + " silence until the time is over")
  @Nullable Path file;

  @Option(
      names = "--tone",
      paramLabel = "HZ",
      description = "a tone in place of the microphone, 20 to 20000")
  @Nullable Double toneHz;

  /**
   * What is said in place of the microphone; null if nothing is.
   *
   * @param line what a wrong one is held against
   * @throws CallException if the file cannot be read
   */
  @Nullable AudioSource standIn(CommandLine line) throws CallException {
    Double hertz = toneHz;
    if (hertz != null) {
      if (!(hertz >= 20 && hertz <= 20_000)) {
        throw new ParameterException(line, "--tone is from 20 to 20000 Hz, not " + hertz + ".");
      }
      return AudioSource.tone(AudioFormat.MONO_48K, hertz, TONE_PEAK_DBFS);
    }
    Path wav = file;
    try {
      return wav == null ? null : AudioSource.once(WavFile.read(wav));
    } catch (WavFormatException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    } catch (IOException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    }
  }
}
