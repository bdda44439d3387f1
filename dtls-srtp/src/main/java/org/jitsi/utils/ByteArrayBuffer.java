package org.jitsi.utils;

/** A packet in an array, which jitsi-srtp lengthens and shortens at its end. */
public interface ByteArrayBuffer {
  /** The array it lies in. */
  byte[] getBuffer();

  /** Where it begins in the array. */
  int getOffset();

  /** How many bytes it has. */
  int getLength();

  /** Gives it another length. */
  void setLength(int length);

  /** Gives it another beginning. */
  void setOffset(int offset);

  /** Whether it is not to be used. */
  boolean isInvalid();

  /** Copies {@code count} of its bytes from {@code from} on, counted from its beginning. */
  void readRegionToBuff(int from, int count, byte[] into);

  /** Makes room for so many more bytes at the end. */
  void grow(int bytes);

  /** Adds bytes at the end. */
  void append(byte[] bytes, int count);

  /** Takes bytes off the end. */
  void shrink(int bytes);
}
