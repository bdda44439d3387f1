package io.antiphon.server;

import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.codec.wav.WavReader;
import io.antiphon.peer.RecordingFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that holds {@code <peer id>_<UTC timestamp>.wav} and {@code .opus}, and nothing else
 * that we show.
 */
final class RecordingsFolder {
  /** How a moment stands in a file name. */
  static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9-]{1,64})_\\d{8}T\\d{6}\\.\\d{3}Z\\.(wav|opus)");

  /**
   * One recording as it is listed.
   *
   * @param name of its file
   * @param peer whose it is
   * @param bytes size of the file
   * @param seconds of audio in it
   */
  record Recording(String name, String peer, long bytes, double seconds) {}

  private final Path folder;
  private final Clock clock;
  private final RecordingTally tally = new RecordingTally();

  RecordingsFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** How many there were, and what became of them. */
  RecordingTally tally() {
    return tally;
  }

  /** A file for a recording that begins now. */
  Path newFile(String peerId, RecordingFormat.Container container) {
    return folder.resolve(peerId + "_" + TIMESTAMP.format(clock.instant()) + container.suffix());
  }

  /** All recordings, the newest first; none if there is no folder yet. */
  List<Recording> list() throws IOException {
    List<Recording> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{wav,opus}")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          found.add(recording(file, name));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(Comparator.comparing(RecordingsFolder::startedAt).reversed());
    return found;
  }

  private static Recording recording(Path file, Matcher name) throws IOException {
    try {
      return new Recording(name.group(), name.group(1), Files.size(file), seconds(file));
    } catch (NoSuchFileException e) {
      return new Recording(name.group(), name.group(1), 0, 0); // deleted just now
    }
  }

  /** As the header says it, which is at most a second behind while the recording runs. */
  private static double seconds(Path file) throws IOException {
    if (file.toString().endsWith(RecordingFormat.Container.OPUS.suffix())) {
      return OggDuration.seconds(file);
    }
    try (InputStream in = Files.newInputStream(file);
        WavReader wav = new WavReader(in)) {
      return wav.format().seconds(wav.announcedSamples());
    } catch (WavFormatException e) {
      return 0;
    }
  }

  private static String startedAt(Recording recording) {
    return recording.name().substring(recording.peer().length());
  }

  /** The file of that name, if there is one and it is a recording. */
  Optional<Path> file(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
