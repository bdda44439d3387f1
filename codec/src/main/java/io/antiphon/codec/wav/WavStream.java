package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a WAV file that comes in pieces, cut wherever it pleased whoever sends them; the same kinds
 * as {@link WavReader}.
 *
 * <p>A data chunk whose length is unknown to its header (0xFFFFFFFF, or 0, as of a file written to
 * a pipe) lasts until the end. What comes behind the data is skipped. One thread.
 */
public final class WavStream {
  private static final int LONGEST_HEADER = 1 << 20;

  private final WavHeaderParser parser = new WavHeaderParser();
  private byte[] part = new byte[parser.wanted()];
  private int partBytes;
  private long headBytes;
  private @Nullable WavHeader header;
  private byte[] carried = new byte[0];
  private int carriedBytes;
  private long dataBytesLeft;

  /** A stream that has not begun. */
  public WavStream() {}

  /** Rate and channels; null until the header has come. */
  public @Nullable AudioFormat format() {
    WavHeader known = header;
    return known == null ? null : known.format();
  }

  /**
   * Takes a piece, of any length.
   *
   * @return the samples that it completes, interleaved; none while the header is not whole
   * @throws WavFormatException if it is no WAV file, or of a kind that is not read
   */
  public short[] decode(ByteBuffer piece) throws WavFormatException {
    WavHeader known = header;
    if (known != null) {
      return samples(known, piece);
    }
    long begun = headBytes + piece.remaining();
    known = readHeader(piece);
    headBytes = begun - piece.remaining();
    if (known == null) {
      if (headBytes > LONGEST_HEADER) {
        throw new WavFormatException("more than " + LONGEST_HEADER + " bytes before its data");
      }
      return new short[0];
    }
    header = known;
    carried = new byte[known.format().channels() * known.encoding().bytes()];
    dataBytesLeft = known.dataBytes() == 0 ? WavHeader.UNKNOWN : known.dataBytes();
    return samples(known, piece);
  }

  /** Null if the piece ends before the header does. */
  private @Nullable WavHeader readHeader(ByteBuffer piece) throws WavFormatException {
    WavHeader whole = null;
    while (whole == null && piece.hasRemaining()) {
      int skipped = (int) Math.min(parser.toSkip(), piece.remaining());
      piece.position(piece.position() + skipped);
      parser.skipped(skipped);
      int count = Math.min(part.length - partBytes, piece.remaining());
      piece.get(part, partBytes, count);
      partBytes += count;
      if (partBytes == part.length) {
        whole = parser.accept(part);
        part = new byte[parser.wanted()];
        partBytes = 0;
      }
    }
    return whole;
  }

  private short[] samples(WavHeader known, ByteBuffer piece) {
    int usable = (int) Math.min(piece.remaining(), dataBytesLeft);
    if (dataBytesLeft != WavHeader.UNKNOWN) {
      dataBytesLeft -= usable;
    }
    int frameBytes = carried.length;
    int whole = (carriedBytes + usable) / frameBytes * frameBytes;
    byte[] bytes = new byte[carriedBytes + usable];
    System.arraycopy(carried, 0, bytes, 0, carriedBytes);
    piece.get(bytes, carriedBytes, usable);
    piece.position(piece.limit());
    carriedBytes = bytes.length - whole;
    System.arraycopy(bytes, whole, carried, 0, carriedBytes);
    SampleEncoding encoding = known.encoding();
    short[] samples = new short[whole / encoding.bytes()];
    for (int i = 0, at = 0; i < samples.length; i++, at += encoding.bytes()) {
      samples[i] = encoding.at(bytes, at);
    }
    return samples;
  }

  /** How many bytes wait for the rest of their sample, or of its other channels. */
  public int incompleteBytes() {
    return carriedBytes;
  }

  /**
   * Says that no more will come.
   *
   * @throws WavFormatException if that was too soon for a header
   */
  public void finish() throws WavFormatException {
    if (header == null) {
      throw new WavFormatException(
          headBytes == 0 ? "it is empty" : "the file is cut off in its header");
    }
  }
}
