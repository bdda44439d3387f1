package io.antiphon.peer;

import io.antiphon.codec.wav.WavFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The reference tools that judge an Ogg/Opus file (Debian's {@code opus-tools}). */
final class OpusTools {
  private OpusTools() {}

  /** What {@code opusinfo} says of the file; fails if it finds anything wrong. */
  static String info(Path file) throws Exception {
    String said = run("opusinfo", file.toString());
    if (said.contains("WARNING") || said.contains("ERROR")) {
      throw new AssertionError(said);
    }
    return said;
  }

  /** What {@code opusdec} makes of the file. */
  static WavFile decode(Path file) throws Exception {
    info(file);
    Path wav = file.resolveSibling(file.getFileName() + ".decoded.wav");
    run("opusdec", "--rate", "48000", "--no-dither", file.toString(), wav.toString());
    return WavFile.read(wav);
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " failed: " + said);
    }
    return said;
  }
}
