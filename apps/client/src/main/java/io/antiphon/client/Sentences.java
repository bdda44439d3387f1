package io.antiphon.client;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the file system or the network said, in words. */
final class Sentences {
  private Sentences() {}

  /**
   * A sentence that names the file, which {@code java.nio}'s messages are content to consist of.
   */
  static String of(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "There is no file " + missing.getFile() + ".";
    }
    if (e instanceof AccessDeniedException denied) {
      return "Access to " + denied.getFile() + " is denied.";
    }
    if (e instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is there already and is no folder.";
    }
    if (e instanceof FileSystemException other && other.getReason() != null) {
      return other.getFile() + ": " + other.getReason() + ".";
    }
    String message = e.getMessage();
    return withFullStop(message == null ? e.getClass().getSimpleName() : message);
  }

  static String withFullStop(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
