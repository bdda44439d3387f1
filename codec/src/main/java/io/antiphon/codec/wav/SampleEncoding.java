package io.antiphon.codec.wav;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a sample lies in the file (little-endian), and what it is in 16 bits. */
public enum SampleEncoding {
  /** PCM, 128 being silence. */
  UNSIGNED_8(1) {
    @Override
    short at(byte[] bytes, int index) {
      return (short) (((bytes[index] & 0xff) - 128) << 8);
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.put((byte) (Math.min(127, (sample + 128) >> 8) + 128));
    }
  },
  /** PCM. */
  SIGNED_16(2) {
    @Override
    short at(byte[] bytes, int index) {
      return (short) ((bytes[index] & 0xff) | (bytes[index + 1] << 8));
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.putShort(sample);
    }
  },
  /** PCM. */
  SIGNED_24(3) {
    @Override
    short at(byte[] bytes, int index) {
      int sample =
          (bytes[index] & 0xff) | ((bytes[index + 1] & 0xff) << 8) | (bytes[index + 2] << 16);
      return saturate((sample + 128) >> 8);
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.put((byte) 0).putShort(sample);
    }
  },
  /** PCM. */
  SIGNED_32(4) {
    @Override
    short at(byte[] bytes, int index) {
      return saturate((int) (((int) INT.get(bytes, index) + 32_768L) >> 16));
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.putShort((short) 0).putShort(sample);
    }
  },
  /** IEEE 754, full scale being 1. */
  FLOAT_32(4) {
    @Override
    short at(byte[] bytes, int index) {
      return ofFloat(Float.intBitsToFloat((int) INT.get(bytes, index)));
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.putFloat(sample / 32_768f);
    }
  },
  /** IEEE 754, full scale being 1. */
  FLOAT_64(8) {
    @Override
    short at(byte[] bytes, int index) {
      return ofFloat(Double.longBitsToDouble((long) LONG.get(bytes, index)));
    }

    @Override
    void put(ByteBuffer out, short sample) {
      out.putDouble(sample / 32_768.0);
    }
  };

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  SampleEncoding(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  boolean isFloat() {
    return this == FLOAT_32 || this == FLOAT_64;
  }

  /**
   * PCM of so many bits.
   *
   * @throws IllegalArgumentException for another number than 8, 16, 24 or 32
   */
  static SampleEncoding ofBits(int bitsPerSample) {
    return switch (bitsPerSample) {
      case 8 -> UNSIGNED_8;
      case 16 -> SIGNED_16;
      case 24 -> SIGNED_24;
      case 32 -> SIGNED_32;
      default ->
          throw new IllegalArgumentException(
              bitsPerSample + " bits per sample; 8, 16, 24 or 32 it takes");
    };
  }

  /** The sample that begins at an index. */
  abstract short at(byte[] bytes, int index);

  /** Appends a sample to a buffer that is little-endian. */
  abstract void put(ByteBuffer out, short sample);

  /** Full scale is 1.0; louder is cut, and what is no number is silence, as a cast makes it. */
  private static short ofFloat(double sample) {
    return saturate((int) Math.round(Math.max(-2, Math.min(2, sample)) * 32_768));
  }

  private static short saturate(int sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
  }
}
