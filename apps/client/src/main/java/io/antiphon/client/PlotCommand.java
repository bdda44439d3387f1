package io.antiphon.client;

import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./antiphon wav plot}: a picture of a WAV file. */
@Command(
    name = "antiphon wav plot",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Draws a WAV file: its waveform above, its spectrogram below, over the same seconds.",
    footer = "%nExit codes: 0 done, 2 usage, 4 a file that cannot be read or written.")
final class PlotCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IN.wav", description = "file to draw")
  @Nullable Path in;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT.png",
      description = "picture to write, replaced if there (default: IN.png)")
  @Nullable Path out;

  @Override
  public Integer call() throws CallException {
    Path from = Objects.requireNonNull(in);
    Path to = out == null ? besides(from) : out;
    try {
      WavFile wav = WavFile.read(from);
      if (!ImageIO.write(WavPlot.draw(wav), "png", to.toFile())) {
        throw new IOException("This Java cannot write PNG pictures.");
      }
    } catch (WavFormatException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    } catch (IOException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    }
    return ExitCode.DONE;
  }

  private static Path besides(Path wav) {
    String name = String.valueOf(wav.getFileName());
    return wav.resolveSibling(name.replaceFirst("(?i)\\.wav$", "") + ".png");
  }
}
