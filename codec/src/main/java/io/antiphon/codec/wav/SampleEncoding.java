package io.antiphon.codec.wav;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** How a sample lies in the file (little-endian), and what it is in 16 bits. */
enum SampleEncoding {
  UNSIGNED_8(1) {
    @Override
    short at(byte[] bytes, int index) {
      return (short) (((bytes[index] & 0xff) - 128) << 8);
    }
  },
  SIGNED_16(2) {
    @Override
    short at(byte[] bytes, int index) {
      return (short) ((bytes[index] & 0xff) | (bytes[index + 1] << 8));
    }
  },
  SIGNED_24(3) {
    @Override
    short at(byte[] bytes, int index) {
      int sample =
          (bytes[index] & 0xff) | ((bytes[index + 1] & 0xff) << 8) | (bytes[index + 2] << 16);
      return saturate((sample + 128) >> 8);
    }
  },
  SIGNED_32(4) {
    @Override
    short at(byte[] bytes, int index) {
      return saturate((int) (((int) INT.get(bytes, index) + 32_768L) >> 16));
    }
  },
  FLOAT_32(4) {
    @Override
    short at(byte[] bytes, int index) {
      return ofFloat(Float.intBitsToFloat((int) INT.get(bytes, index)));
    }
  },
  FLOAT_64(8) {
    @Override
    short at(byte[] bytes, int index) {
      return ofFloat(Double.longBitsToDouble((long) LONG.get(bytes, index)));
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

  abstract short at(byte[] bytes, int index);

  /** Full scale is 1.0; louder is cut, and what is no number is silence, as a cast makes it. */
  private static short ofFloat(double sample) {
    return saturate((int) Math.round(Math.max(-2, Math.min(2, sample)) * 32_768));
  }

  private static short saturate(int sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
  }
}
