package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * All that stands before the samples: the RIFF form (or RF64, EBU Tech 3306), its format chunk, and
 * whatever other chunks come between.
 *
 * @param dataBytes what the data chunk claims to hold; {@link #UNKNOWN} for a file that was written
 *     to a pipe
 */
record WavHeader(AudioFormat format, SampleEncoding encoding, long dataBytes) {
  static final long UNKNOWN = Long.MAX_VALUE;

  /** Empty chunks cost nothing to send: so many are looked through for the samples. */
  private static final int MOST_CHUNKS = 1_000;

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final long SIZE_IN_DS64 = 0xffff_ffffL;

  static WavHeader read(ChunkInput in) throws IOException, WavFormatException {
    String form = in.nextChunkOrEmpty();
    boolean rf64 = form.equals("RF64");
    if (!rf64 && !form.equals("RIFF")) {
      throw new WavFormatException(
          form.equals("RIFX")
              ? "big-endian WAV (RIFX) is not read"
              : "it does not begin with RIFF");
    }
    long riffBytes = in.unsigned32("RIFF header");
    String type = in.fourCharacters("RIFF header");
    if (!type.equals("WAVE")) {
      throw new WavFormatException("it is a RIFF file, but of type '" + printable(type) + "', not WAVE");
    }
    return readChunks(in, rf64, riffBytes);
  }

  private static WavHeader readChunks(ChunkInput in, boolean rf64, long riffBytes)
      throws IOException, WavFormatException {
    WavHeader format = null;
    long longDataBytes = UNKNOWN;
    for (int chunks = 0; chunks < MOST_CHUNKS; chunks++) {
      String name = in.nextChunkOrEmpty();
      if (name.isEmpty()) {
        throw new WavFormatException(format == null ? "no fmt chunk" : "no data chunk");
      }
      long size = in.unsigned32("chunk headers");
      if (name.equals("data")) {
        if (format == null) {
          throw new WavFormatException("no fmt chunk before the data chunk");
        }
        return new WavHeader(
            format.format, format.encoding, dataBytes(size, rf64, riffBytes, longDataBytes));
      }
      String what = "chunk '" + printable(name) + "'";
      if (name.equals("fmt ")) {
        format = readFormat(in, size);
      } else if (name.equals("ds64") && rf64 && size >= 28) {
        ByteBuffer sizes = in.bytes(28, what);
        longDataBytes = sizes.getLong(8);
        in.skip(size - 28 + size % 2, what);
      } else {
        in.skip(size + size % 2, what);
      }
    }
    throw new WavFormatException("more than " + MOST_CHUNKS + " chunks before its data");
  }

  private static long dataBytes(long size, boolean rf64, long riffBytes, long longDataBytes) {
    if (size == SIZE_IN_DS64) {
      return rf64 && longDataBytes >= 0 ? longDataBytes : UNKNOWN;
    }
    // A writer that died before it came back to its header left zeros in both places.
    return size == 0 && riffBytes == 0 ? UNKNOWN : size;
  }

  private static WavHeader readFormat(ChunkInput in, long size)
      throws IOException, WavFormatException {
    if (size < 16 || size > 4_096) {
      throw new WavFormatException("a fmt chunk of " + size + " bytes");
    }
    ByteBuffer fmt = in.bytes((int) (size + size % 2), "fmt chunk");
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
    if (fmt.getShort(26) != 0
        || fmt.getInt(28) != 0x0010_0000
        || fmt.getLong(32) != 0x719b_3800_aa00_0080L) {
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

  private static String printable(String fourCharacters) {
    char[] characters = fourCharacters.toCharArray(); // no pattern: every chunk comes by here
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] < ' ' || characters[i] > '~') {
        characters[i] = '?';
      }
    }
    return new String(characters);
  }
}
