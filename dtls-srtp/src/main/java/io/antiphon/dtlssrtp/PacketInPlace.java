package io.antiphon.dtlssrtp;

import org.jitsi.utils.ByteArrayBuffer;

/**
 * A packet where it lies in the caller's array, as jitsi-srtp wants to see it. Reused from packet
 * to packet; never moves or copies the bytes.
 */
final class PacketInPlace implements ByteArrayBuffer {
  private byte[] buffer = new byte[0];
  private int offset;
  private int length;

  PacketInPlace wrap(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    return this;
  }

  @Override
  public byte[] getBuffer() {
    return buffer;
  }

  @Override
  public int getOffset() {
    return offset;
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public void setLength(int length) {
    this.length = length;
  }

  @Override
  public void setOffset(int offset) {
    this.offset = offset;
  }

  @Override
  public boolean isInvalid() {
    return false;
  }

  @Override
  public void readRegionToBuff(int from, int count, byte[] into) {
    System.arraycopy(buffer, offset + from, into, 0, count);
  }

  /** Only checks that there is room behind the packet; the array is the caller's. */
  @Override
  public void grow(int bytes) {
    if (buffer.length - offset - length < bytes) {
      throw new IllegalStateException("no room for " + bytes + " more bytes");
    }
  }

  @Override
  public void append(byte[] bytes, int count) {
    System.arraycopy(bytes, 0, buffer, offset + length, count);
    length += count;
  }

  @Override
  public void shrink(int bytes) {
    length -= bytes;
  }
}
