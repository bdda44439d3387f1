package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a file that grows: RIFF with room for the 64-bit sizes of RF64 (EBU Tech 3306 §3),
 * into which it turns where RIFF's 32 bits end. Its length never changes.
 *
 * <p>More than two channels are WAVE_FORMAT_EXTENSIBLE, with a mask of 0: where their speakers
 * stand nobody has said. Floating point has a fact chunk, as all that is not PCM.
 */
final class WrittenHeader {
  /** The longest RIFF chunk there is. */
  static final long MAX_RIFF_BYTES = 0xffff_fffeL;

  private static final int BYTES_BESIDE_FORMAT = 64;
  private static final int FACT_BYTES = 12;

  private final AudioFormat format;
  private final SampleEncoding encoding;
  private final int formatBytes;
  private final long maxRiffBytes;
  private final ByteBuffer bytes;

  WrittenHeader(AudioFormat format, SampleEncoding encoding, long maxRiffBytes) {
    this.format = format;
    this.encoding = encoding;
    this.maxRiffBytes = maxRiffBytes;
    formatBytes = format.channels() > 2 ? 40 : encoding.isFloat() ? 18 : 16;
    int length = BYTES_BESIDE_FORMAT + formatBytes + (encoding.isFloat() ? FACT_BYTES : 0);
    bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Its own length, and so where the first sample stands. */
  int length() {
    return bytes.capacity();
  }

  /** The header of so many bytes of samples; good until the next call. */
  byte[] of(long dataBytes) {
    long riffBytes = length() - 8 + dataBytes;
    long samples = dataBytes / frameBytes();
    boolean rf64 = riffBytes > maxRiffBytes;
    bytes.clear();
    name(rf64 ? "RF64" : "RIFF").putInt(rf64 ? -1 : (int) riffBytes);
    name("WAVE");
    name(rf64 ? "ds64" : "JUNK").putInt(28);
    bytes.putLong(rf64 ? riffBytes : 0).putLong(rf64 ? dataBytes : 0);
    bytes.putLong(rf64 ? samples : 0).putInt(0);
    putFormat();
    if (encoding.isFloat()) {
      name("fact").putInt(4).putInt((int) Math.min(samples, 0xffff_ffffL));
    }
    name("data").putInt(rf64 ? -1 : (int) dataBytes);
    return bytes.array();
  }

  private void putFormat() {
    int tag = encoding.isFloat() ? WavHeader.IEEE_FLOAT : WavHeader.PCM;
    boolean extensible = formatBytes == 40;
    name("fmt ").putInt(formatBytes);
    bytes.putShort((short) (extensible ? WavHeader.EXTENSIBLE : tag));
    bytes.putShort((short) format.channels());
    bytes.putInt(format.sampleRateHz()).putInt(format.sampleRateHz() * frameBytes());
    bytes.putShort((short) frameBytes()).putShort((short) (8 * encoding.bytes()));
    if (formatBytes > 16) {
      bytes.putShort((short) (formatBytes - 18));
    }
    if (extensible) {
      bytes.putShort((short) (8 * encoding.bytes())).putInt(0);
      bytes.putShort((short) tag).putShort((short) 0);
      bytes.putInt(WavHeader.GUID_MIDDLE).putLong(WavHeader.GUID_END);
    }
  }

  private int frameBytes() {
    return encoding.bytes() * format.channels();
  }

  private ByteBuffer name(String fourCharacters) {
    for (int i = 0; i < 4; i++) { // getBytes would make garbage
      bytes.put((byte) fourCharacters.charAt(i));
    }
    return bytes;
  }
}
