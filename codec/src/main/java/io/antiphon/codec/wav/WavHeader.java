package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What a file says of its samples before they come.
 *
 * @param dataBytes what the data chunk claims to hold; {@link #UNKNOWN} for a file that was written
 *     to a pipe
 */
record WavHeader(AudioFormat format, SampleEncoding encoding, long dataBytes) {
  static final long UNKNOWN = Long.MAX_VALUE;

  static final int PCM = 1;
  static final int IEEE_FLOAT = 3;
  static final int EXTENSIBLE = 0xfffe;

  /** How the GUIDs of all sub-formats go on behind the tag and two zeros. */
  static final int GUID_MIDDLE = 0x0010_0000;

  static final long GUID_END = 0x719b_3800_aa00_0080L;

  /** Reads up to the first sample. */
  static WavHeader read(InputStream in) throws IOException, WavFormatException {
    WavHeaderParser parser = new WavHeaderParser();
    WavHeader header = null;
    while (header == null) {
      try {
        in.skipNBytes(parser.toSkip());
      } catch (EOFException e) {
        throw parser.cutOff();
      }
      parser.skipped(parser.toSkip());
      byte[] part = in.readNBytes(parser.wanted());
      if (part.length < parser.wanted()) {
        throw parser.cutOff();
      }
      header = parser.accept(part);
    }
    return header;
  }

  WavHeader withDataBytes(long bytes) {
    return new WavHeader(format, encoding, bytes);
  }

  /**
   * What a format chunk says; its length is not known yet.
   *
   * @param fmt the chunk, of 16 bytes or more
   * @param size what its own header says of its length
   */
  static WavHeader ofFormat(ByteBuffer fmt, long size) throws WavFormatException {
    int tag = fmt.getShort(0) & 0xffff;
    int channels = fmt.getShort(2) & 0xffff;
    long rate = fmt.getInt(4) & 0xffff_ffffL;
    int blockAlign = fmt.getShort(12) & 0xffff;
    int bits = fmt.getShort(14) & 0xffff;
    if (tag == EXTENSIBLE) {
      tag = subFormat(fmt, size);
    }
    AudioFormat format = audioFormat(rate, channels);
    SampleEncoding encoding = encoding(tag, bits);
    if (blockAlign != channels * encoding.bytes()) {
      throw new WavFormatException(
          "a block of " + blockAlign + " bytes for " + channels + " × " + bits + " bits");
    }
    return new WavHeader(format, encoding, UNKNOWN);
  }

  /** The format tag hides in the first two bytes of a GUID whose rest is always the same. */
  private static int subFormat(ByteBuffer fmt, long size) throws WavFormatException {
    if (size < 40) {
      throw new WavFormatException("a WAVE_FORMAT_EXTENSIBLE fmt chunk of " + size + " bytes");
    }
    if (fmt.getShort(26) != 0 || fmt.getInt(28) != GUID_MIDDLE || fmt.getLong(32) != GUID_END) {
      throw new WavFormatException("a WAVE_FORMAT_EXTENSIBLE sub-format that is not known");
    }
    return fmt.getShort(24) & 0xffff;
  }

  private static AudioFormat audioFormat(long rate, int channels) throws WavFormatException {
    try {
      return new AudioFormat((int) Math.min(rate, Integer.MAX_VALUE), channels);
    } catch (IllegalArgumentException e) {
      throw new WavFormatException("not a usable format: " + e.getMessage());
    }
  }

  private static SampleEncoding encoding(int tag, int bits) throws WavFormatException {
    if (tag != PCM && tag != IEEE_FLOAT) {
      throw new WavFormatException(
          String.format(
              Locale.ROOT, "compressed as format 0x%04x; only PCM and float are read", tag));
    }
    boolean pcm = tag == PCM;
    return switch (bits) {
      case 8 -> require(pcm, SampleEncoding.UNSIGNED_8, bits);
      case 16 -> require(pcm, SampleEncoding.SIGNED_16, bits);
      case 24 -> require(pcm, SampleEncoding.SIGNED_24, bits);
      case 32 -> pcm ? SampleEncoding.SIGNED_32 : SampleEncoding.FLOAT_32;
      case 64 -> require(!pcm, SampleEncoding.FLOAT_64, bits);
      default ->
          throw new WavFormatException((pcm ? "PCM" : "float") + " samples of " + bits + " bits");
    };
  }

  private static SampleEncoding require(boolean known, SampleEncoding encoding, int bits)
      throws WavFormatException {
    if (!known) {
      throw new WavFormatException(
          (bits == 64 ? "PCM" : "float") + " samples of " + bits + " bits");
    }
    return encoding;
  }
}
