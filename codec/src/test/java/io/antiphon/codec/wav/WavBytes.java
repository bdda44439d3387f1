package io.antiphon.codec.wav;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts WAV files together byte by byte, right ones and wrong ones. */
final class WavBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static WavBytes riff() {
    return new WavBytes().text("RIFF").u32(1_000_000).text("WAVE");
  }

  WavBytes text(String characters) {
    out.writeBytes(characters.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  WavBytes u16(int value) {
    out.writeBytes(little(2).putShort((short) value).array());
    return this;
  }

  WavBytes u32(long value) {
    out.writeBytes(little(4).putInt((int) value).array());
    return this;
  }

  WavBytes u64(long value) {
    out.writeBytes(little(8).putLong(value).array());
    return this;
  }

  WavBytes f32(float value) {
    return u32(Float.floatToIntBits(value));
  }

  WavBytes bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  /** A fmt chunk of 16 bytes whose block is what it should be. */
  WavBytes fmt(int tag, int channels, int rate, int bits) {
    return fmt(tag, channels, rate, bits, channels * bits / 8);
  }

  WavBytes fmt(int tag, int channels, int rate, int bits, int blockAlign) {
    return text("fmt ").u32(16).u16(tag).u16(channels).u32(rate).u32(0).u16(blockAlign).u16(bits);
  }

  WavBytes extensible(int subFormat, int channels, int rate, int bits) {
    text("fmt ").u32(40).u16(0xfffe).u16(channels).u32(rate).u32(0).u16(channels * bits / 8);
    u16(bits).u16(22).u16(bits).u32(0);
    return u16(subFormat).u16(0).u32(0x0010_0000).u64(0x719b_3800_aa00_0080L);
  }

  WavBytes data(long size, int... values) {
    return text("data").u32(size).bytes(values);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
