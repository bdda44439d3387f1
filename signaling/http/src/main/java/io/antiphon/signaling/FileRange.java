package io.antiphon.signaling;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for (RFC 9110 §14.1.2).
 *
 * @param start the first byte, counted from 0
 * @param length in bytes; 0 only for what cannot be satisfied
 */
record FileRange(long start, long length) {
  /** Asked for is something the file does not have. */
  static final FileRange UNSATISFIABLE = new FileRange(0, 0);

  // Numbers of more than 18 digits lie behind the end of any file.
  private static final Pattern ONE_RANGE =
      Pattern.compile(
          "bytes\\s*=\\s*(\\d{0,18})\\d*-(\\d{0,18})\\d*\\s*", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a {@code Range} header.
   *
   * @param size of the file in bytes
   * @return null if the whole file is to be sent: no header, another unit, several ranges, or one
   *     that is malformed (RFC 9110 §14.2 lets a server ignore those)
   */
  static @Nullable FileRange parse(@Nullable String header, long size) {
    Matcher matcher = ONE_RANGE.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return null;
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
    }
    long start = Long.parseLong(first);
    long end = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (end < start) {
      return null;
    }
    return start >= size
        ? UNSATISFIABLE
        : new FileRange(start, Math.min(end, size - 1) - start + 1);
  }

  private static FileRange suffix(long length, long size) {
    if (length == 0 || size == 0) {
      return UNSATISFIABLE;
    }
    long taken = Math.min(length, size);
    return new FileRange(size - taken, taken);
  }
}
