package io.antiphon.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Several datagrams as one input, each behind its length in two bytes: what a parser remembers from
 * one to the next is tried, and an input that fails says all of it.
 */
public final class Datagrams {
  private static final int MOST_BYTES = 0x7ff;

  private Datagrams() {}

  /** The input that holds these, each of at most 2,047 bytes. */
  public static byte[] joined(List<byte[]> datagrams) {
    ByteBuffer input = ByteBuffer.allocate(datagrams.stream().mapToInt(d -> 2 + d.length).sum());
    for (byte[] datagram : datagrams) {
      if (datagram.length > MOST_BYTES) {
        throw new IllegalArgumentException("a datagram of " + datagram.length + " bytes");
      }
      input.putShort((short) datagram.length).put(datagram);
    }
    return input.array();
  }

  /**
   * The datagrams of any input whatever: the last is as long as there are bytes.
   *
   * @param most how many of them
   */
  public static List<byte[]> of(byte[] input, int most) {
    List<byte[]> datagrams = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input);
    while (rest.remaining() >= 2 && datagrams.size() < most) {
      int length = Math.min(rest.getShort() & MOST_BYTES, rest.remaining());
      byte[] datagram = new byte[length];
      rest.get(datagram);
      datagrams.add(datagram);
    }
    return datagrams;
  }
}
