package io.antiphon.codec.wav;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the little-endian pieces that a RIFF file is made of, and says where it was cut off. */
final class ChunkInput {
  private final InputStream in;
  private boolean ranOut;

  ChunkInput(InputStream in) {
    this.in = in;
  }

  /** Whether the stream was shorter than what was asked of it. */
  boolean hasRunOut() {
    return ranOut;
  }

  /** A chunk name or a form type. */
  String fourCharacters(String what) throws IOException, WavFormatException {
    return new String(bytes(4, what).array(), StandardCharsets.ISO_8859_1);
  }

  long unsigned32(String what) throws IOException, WavFormatException {
    return bytes(4, what).getInt() & 0xffff_ffffL;
  }

  ByteBuffer bytes(int count, String what) throws IOException, WavFormatException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      ranOut = true;
      throw new WavFormatException("the file is cut off in its " + what);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The name of the next chunk; empty at the end of the file. */
  String nextChunkOrEmpty() throws IOException {
    byte[] bytes = in.readNBytes(4);
    ranOut |= bytes.length < 4;
    return bytes.length < 4 ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  void skip(long count, String what) throws IOException, WavFormatException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      ranOut = true;
      throw new WavFormatException("the file is cut off in its " + what);
    }
  }

  /** Up to this many bytes; fewer only at the end of the file. */
  int read(byte[] into, int count) throws IOException {
    return in.readNBytes(into, 0, count);
  }
}
