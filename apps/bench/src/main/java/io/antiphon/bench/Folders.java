package io.antiphon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of temporary folders. */
final class Folders {
  private Folders() {}

  /** Deletes a folder and all in it; what a program that is ending still writes may stay. */
  static void delete(Path folder) throws IOException {
    List<Path> inner;
    try (Stream<Path> files = Files.walk(folder)) {
      inner = files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      return; // something has just gone; the folder is a temporary one
    }
    for (Path file : inner) {
      try {
        Files.deleteIfExists(file);
      } catch (java.nio.file.DirectoryNotEmptyException e) {
        // Something has just been written into it.
      }
    }
  }
}
