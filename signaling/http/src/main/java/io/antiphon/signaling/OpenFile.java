package io.antiphon.signaling;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** A file as it was when it was opened: what grows on it later is not sent. */
record OpenFile(FileChannel channel, long size, Instant modified) {
  static OpenFile open(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(file.toString());
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new OpenFile(channel, channel.size(), attributes.lastModifiedTime().toInstant());
  }

  /** Names this state of the file (RFC 9110 §8.8.3). */
  String etag() {
    return "\"" + Long.toHexString(modified.toEpochMilli()) + "-" + Long.toHexString(size) + "\"";
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
