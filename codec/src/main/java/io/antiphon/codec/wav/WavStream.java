package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
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
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    head.writeBytes(bytes);
    ByteArrayInputStream all = new ByteArrayInputStream(head.toByteArray());
    ChunkInput in = new ChunkInput(all);
    try {
      known = WavHeader.read(in);
    } catch (WavFormatException e) {
      if (!in.hasRunOut()) {
        throw e;
      }
      if (head.size() > LONGEST_HEADER) {
        throw new WavFormatException("more than " + LONGEST_HEADER + " bytes before its data");
      }
      return new short[0];
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
    header = known;
    carried = new byte[known.format().channels() * known.encoding().bytes()];
    dataBytesLeft = known.dataBytes() == 0 ? WavHeader.UNKNOWN : known.dataBytes();
    ByteBuffer rest = ByteBuffer.wrap(all.readAllBytes());
    head.reset();
    return samples(known, rest);
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
          head.size() == 0 ? "it is empty" : "the file is cut off in its header");
    }
  }
}
