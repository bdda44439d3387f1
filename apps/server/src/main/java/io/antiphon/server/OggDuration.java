package io.antiphon.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** How long an Ogg/Opus file plays, by the header and the last page of it (RFC 7845 §4). */
final class OggDuration {
  private static final int MAX_PAGE = 65_307;
  private static final int PRE_SKIP_AT = 28 + 10;
  private static final double TICKS_PER_SECOND = 48_000;

  private OggDuration() {}

  /** Seconds, at most one behind while the file is being written; 0 if it holds none. */
  static double seconds(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      int size = (int) Math.min(MAX_PAGE + 27L, file.length());
      byte[] start = new byte[Math.min(size, PRE_SKIP_AT + 2)];
      file.readFully(start);
      byte[] tail = new byte[size];
      file.seek(file.length() - size);
      file.readFully(tail);
      if (start.length < PRE_SKIP_AT + 2) {
        return 0;
      }
      int preSkip =
          ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getShort(PRE_SKIP_AT) & 0xffff;
      return Math.max(0, lastGranule(tail) - preSkip) / TICKS_PER_SECOND;
    }
  }

  private static long lastGranule(byte[] tail) {
    ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = tail.length - 27; i >= 0; i--) {
      if (tail[i] == 'O' && tail[i + 1] == 'g' && tail[i + 2] == 'g' && tail[i + 3] == 'S') {
        return bytes.getLong(i + 6);
      }
    }
    return 0;
  }
}
