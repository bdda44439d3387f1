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
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds {@code <peer id>_<UTC timestamp>.wav} and {@code .opus}, and in {@code
 * rooms} the {@code <room>_<UTC timestamp>_mixed.wav} and {@code …_<peer id>.wav} of whole rooms.
 * Nothing else in it is shown.
 */
final class RecordingsFolder {
  /** How a moment stands in a file name. */
  static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final String ROOMS = "rooms";
  private static final String MIXED = "mixed";
  private static final String TIME = "_(\\d{8}T\\d{6}\\.\\d{3}Z)";
  private static final Pattern OF_PEER =
      Pattern.compile("(?<peer>[A-Za-z0-9-]{1,64})" + TIME + "\\.(wav|opus)");
  private static final Pattern OF_ROOM =
      Pattern.compile(
          "(?<room>[A-Za-z0-9._-]{1,64})" + TIME + "_(?<peer>[A-Za-z0-9-]{1,70})\\.wav");

  /**
   * One recording as it is listed.
   *
   * @param name of its file
   * @param peer whose it is; null if it is the mix of a room
   * @param room that was recorded as a whole; null if it was the peer alone
   * @param bytes size of the file
   * @param seconds of audio in it
   */
  record Recording(
      String name, @Nullable String peer, @Nullable String room, long bytes, double seconds) {}

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

  /** Where recordings of whole rooms go. */
  Path rooms() {
    return folder.resolve(ROOMS);
  }

  /** All recordings, the newest first; none if there is no folder yet. */
  List<Recording> list() throws IOException {
    List<Recording> found = new ArrayList<>();
    collect(folder, OF_PEER, found);
    collect(rooms(), OF_ROOM, found);
    found.sort(Comparator.comparing(RecordingsFolder::startedAt).reversed());
    return found;
  }

  private static void collect(Path folder, Pattern pattern, List<Recording> found)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{wav,opus}")) {
      for (Path file : files) {
        Matcher name = pattern.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          found.add(recording(file, name, pattern == OF_ROOM));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing has been recorded yet.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static Recording recording(Path file, Matcher name, boolean ofRoom) throws IOException {
    String room = ofRoom ? name.group("room") : null;
    String peer = ofRoom && name.group("peer").equals(MIXED) ? null : name.group("peer");
    try {
      return new Recording(name.group(), peer, room, Files.size(file), seconds(file));
    } catch (NoSuchFileException e) {
      return new Recording(name.group(), peer, room, 0, 0); // deleted just now
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
    Matcher name = (recording.room() == null ? OF_PEER : OF_ROOM).matcher(recording.name());
    return name.matches() ? name.group(2) : "";
  }

  /** The file of that name, if there is one and it is a recording. */
  Optional<Path> file(String name) {
    Path file;
    if (OF_PEER.matcher(name).matches()) {
      file = folder.resolve(name);
    } else if (OF_ROOM.matcher(name).matches()) {
      file = rooms().resolve(name);
    } else {
      return Optional.empty();
    }
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
