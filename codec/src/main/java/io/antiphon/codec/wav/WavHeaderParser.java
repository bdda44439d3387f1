package io.antiphon.codec.wav;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that stands before the samples part by part, and so once, in whatever pieces the file
 * comes: the RIFF form (or RF64, EBU Tech 3306), its format chunk, and what other chunks come
 * between.
 *
 * <p>Who has the file skips {@link #toSkip} bytes and then gives the next {@link #wanted}. Sans-IO;
 * one thread.
 */
final class WavHeaderParser {
  private enum Part {
    FORM,
    SIZE_AND_TYPE,
    CHUNK_NAME,
    CHUNK_SIZE,
    FORMAT,
    LONG_SIZES
  }

  /** Empty chunks cost nothing to send: so many are looked through for the samples. */
  private static final int MOST_CHUNKS = 1_000;

  private static final int DS64_BYTES = 28;
  private static final long SIZE_IN_DS64 = 0xffff_ffffL;

  private Part part = Part.FORM;
  private int wanted = 4;
  private long toSkip;
  private boolean rf64;
  private long riffBytes;
  private int chunks;
  private String chunk = "";
  private long chunkBytes;
  private @Nullable WavHeader format;
  private long longDataBytes = WavHeader.UNKNOWN;

  /** How many bytes come before those that are wanted. */
  long toSkip() {
    return toSkip;
  }

  /** Says that so many of them were skipped. */
  void skipped(long bytes) {
    toSkip -= bytes;
  }

  /** How many bytes the next part has, 4 to 4,096. */
  int wanted() {
    return wanted;
  }

  /**
   * Takes the next part.
   *
   * @param bytes as many as are wanted
   * @return the header, once it is whole; the samples follow
   */
  @Nullable WavHeader accept(byte[] bytes) throws WavFormatException {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (part) {
      case FORM -> onForm(text(bytes, 0));
      case SIZE_AND_TYPE -> onSizeAndType(all.getInt(0) & 0xffff_ffffL, text(bytes, 4));
      case CHUNK_NAME -> {
        if (++chunks > MOST_CHUNKS) {
          throw new WavFormatException("more than " + MOST_CHUNKS + " chunks before its data");
        }
        chunk = text(bytes, 0);
        expect(Part.CHUNK_SIZE, 4);
      }
      case CHUNK_SIZE -> {
        chunkBytes = all.getInt(0) & 0xffff_ffffL;
        if (chunk.equals("data")) {
          return onData();
        }
        onChunk();
      }
      case FORMAT -> {
        format = WavHeader.ofFormat(all, chunkBytes);
        expect(Part.CHUNK_NAME, 4);
      }
      case LONG_SIZES -> {
        longDataBytes = all.getLong(8);
        skipRest(chunkBytes - DS64_BYTES);
      }
    }
    return null;
  }

  private void onForm(String form) throws WavFormatException {
    rf64 = form.equals("RF64");
    if (!rf64 && !form.equals("RIFF")) {
      throw new WavFormatException(
          form.equals("RIFX")
              ? "big-endian WAV (RIFX) is not read"
              : "it does not begin with RIFF");
    }
    expect(Part.SIZE_AND_TYPE, 8);
  }

  private void onSizeAndType(long size, String type) throws WavFormatException {
    if (!type.equals("WAVE")) {
      throw new WavFormatException(
          "it is a RIFF file, but of type '" + printable(type) + "', not WAVE");
    }
    riffBytes = size;
    expect(Part.CHUNK_NAME, 4);
  }

  private void onChunk() throws WavFormatException {
    if (chunk.equals("fmt ")) {
      if (chunkBytes < 16 || chunkBytes > 4_096) {
        throw new WavFormatException("a fmt chunk of " + chunkBytes + " bytes");
      }
      expect(Part.FORMAT, (int) (chunkBytes + chunkBytes % 2));
    } else if (chunk.equals("ds64") && rf64 && chunkBytes >= DS64_BYTES) {
      expect(Part.LONG_SIZES, DS64_BYTES);
    } else {
      skipRest(chunkBytes);
    }
  }

  /** Chunks begin at even places. */
  private void skipRest(long bytes) {
    toSkip = bytes + chunkBytes % 2;
    expect(Part.CHUNK_NAME, 4);
  }

  private WavHeader onData() throws WavFormatException {
    if (format == null) {
      throw new WavFormatException("no fmt chunk before the data chunk");
    }
    return format.withDataBytes(dataBytes());
  }

  private long dataBytes() {
    if (chunkBytes == SIZE_IN_DS64) {
      return rf64 && longDataBytes >= 0 ? longDataBytes : WavHeader.UNKNOWN;
    }
    // A writer that died before it came back to its header left zeros in both places.
    return chunkBytes == 0 && riffBytes == 0 ? WavHeader.UNKNOWN : chunkBytes;
  }

  private void expect(Part next, int bytes) {
    part = next;
    wanted = bytes;
  }

  /** What is wrong with a file that ends here. */
  WavFormatException cutOff() {
    if (toSkip == 0 && part == Part.FORM) {
      return new WavFormatException("it does not begin with RIFF");
    }
    if (toSkip == 0 && part == Part.CHUNK_NAME) {
      return new WavFormatException(format == null ? "no fmt chunk" : "no data chunk");
    }
    String where =
        switch (part) {
          case SIZE_AND_TYPE -> "RIFF header";
          case CHUNK_SIZE -> "chunk headers";
          case FORMAT -> "fmt chunk";
          default -> "chunk '" + printable(chunk) + "'";
        };
    return new WavFormatException("the file is cut off in its " + where);
  }

  private static String text(byte[] bytes, int offset) {
    return new String(bytes, offset, 4, StandardCharsets.ISO_8859_1);
  }

  private static String printable(String fourCharacters) {
    return fourCharacters.replaceAll("[^ -~]", "?");
  }
}
