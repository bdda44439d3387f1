package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./antiphon wav}: raw PCM into a WAV file. */
@Command(
    name = "antiphon wav",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = "Makes a WAV file of raw samples: 16 bit, signed, little-endian, interleaved.",
    footer =
        "%n./antiphon wav plot IN.wav [OUT.png] draws one: waveform and spectrogram."
            + "%n%nExit codes: 0 done, 2 usage, 4 a file that cannot be read or written.")
final class WavCommand implements Callable<Integer> {
  private static final int CHUNK_BYTES = 65_536;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      description = "samples per second and channel, 1000 to 768000")
  int rateHz = 48_000;

  @Option(names = "--channels", paramLabel = "COUNT", description = "1 for mono, 2 for stereo …")
  int channels = 1;

  @Parameters(index = "0", paramLabel = "IN.raw", description = "file of raw samples")
  @Nullable Path in;

  @Parameters(index = "1", paramLabel = "OUT.wav", description = "file to write, replaced if there")
  @Nullable Path out;

  @Override
  public Integer call() throws CallException {
    AudioFormat format = format();
    Path from = Objects.requireNonNull(in);
    Path to = Objects.requireNonNull(out);
    CommandSpec command = Objects.requireNonNull(spec);
    if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
      throw wrong("The WAV file cannot take the place of the raw one while it is read.");
    }
    try (InputStream raw = Files.newInputStream(from)) {
      int left = convert(raw, to, format);
      if (left > 0) {
        command
            .commandLine()
            .getErr()
            .println(
                from
                    + " ends in the middle of a sample; its last "
                    + left
                    + " bytes are left out.");
      }
    } catch (IOException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    }
    return ExitCode.DONE;
  }

  private AudioFormat format() {
    try {
      return new AudioFormat(rateHz, channels);
    } catch (IllegalArgumentException e) {
      throw wrong("There is no WAV file with this: " + e.getMessage() + ".");
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }

  /** Returns how many bytes at the end make no whole sample. */
  private static int convert(InputStream raw, Path to, AudioFormat format) throws IOException {
    int frameBytes = 2 * format.channels();
    byte[] bytes = new byte[CHUNK_BYTES / frameBytes * frameBytes];
    short[] samples = new short[bytes.length / 2];
    try (WavWriter writer = new WavWriter(to, format)) {
      while (true) {
        int read = raw.readNBytes(bytes, 0, bytes.length);
        int frames = read / frameBytes;
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer()
            .get(samples, 0, frames * format.channels());
        writer.write(samples, 0, frames);
        if (read < bytes.length) {
          return read % frameBytes;
        }
      }
    }
  }
}
