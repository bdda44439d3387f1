package io.antiphon.testvectors;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes written as a person can check them against a specification: hex digits, white space
 * wherever it helps, {@code #} starting a remark, and a line {@code ---} between one packet and the
 * next.
 */
public final class HexVector {
  private final List<byte[]> packets;

  private HexVector(List<byte[]> packets) {
    this.packets = packets;
  }

  /**
   * Reads the text of a vector.
   *
   * @param name what to call it when it is wrong
   * @throws IllegalArgumentException if a line is not hex, or there are no bytes at all
   */
  public static HexVector parse(String name, String text) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int lineNumber = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      lineNumber++;
      if (line.startsWith("---")) {
        packets.add(packet.toByteArray());
        packet.reset();
        continue;
      }
      String digits = line.replaceFirst("#.*", "").replaceAll("\\s", "");
      try {
        packet.writeBytes(HexFormat.of().parseHex(digits));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ", line " + lineNumber + " is not hex: " + line);
      }
    }
    if (packet.size() > 0) {
      packets.add(packet.toByteArray());
    }
    if (packets.isEmpty()) {
      throw new IllegalArgumentException(name + " holds no bytes");
    }
    return new HexVector(packets);
  }

  /**
   * The bytes of a vector that is one packet, in a new array.
   *
   * @throws IllegalStateException if it holds several
   */
  public byte[] bytes() {
    if (packets.size() != 1) {
      throw new IllegalStateException("this vector holds " + packets.size() + " packets, not one");
    }
    return packets.get(0).clone();
  }

  /** Each packet in the file's order, in a new buffer of its own. */
  public Stream<ByteBuffer> packets() {
    return packets.stream().map(bytes -> ByteBuffer.wrap(bytes.clone()));
  }
}
