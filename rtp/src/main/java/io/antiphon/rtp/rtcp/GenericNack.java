package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.SequenceNumber;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Generic NACK: packets that are asked for again (RFC 4585 §6.2.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      packet identifier        |  bitmask of the 16 behind it  |  at least once
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param reporter who asks
 * @param source whose packets they are
 * @param lost sequence numbers, 0 to 65535, oldest first, at least one
 */
public record GenericNack(Ssrc reporter, Ssrc source, List<Integer> lost) implements RtcpPacket {
  static final int TYPE = 205;
  static final int FORMAT = 1;
  private static final int SPAN = 16;

  /**
   * Keeps a copy of the numbers.
   *
   * @throws IllegalArgumentException if there are none, or one is out of range
   */
  public GenericNack {
    lost = List.copyOf(lost);
    if (lost.isEmpty() || lost.stream().anyMatch(each -> each < 0 || each > 0xFFFF)) {
      throw new IllegalArgumentException("a NACK of " + lost);
    }
  }

  static GenericNack read(ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, 12, "NACK");
    Ssrc reporter = new Ssrc(body.getInt());
    Ssrc source = new Ssrc(body.getInt());
    List<Integer> lost = new ArrayList<>();
    while (body.remaining() >= 4) {
      int first = body.getShort() & 0xFFFF;
      int mask = body.getShort() & 0xFFFF;
      lost.add(first);
      for (int i = 0; i < SPAN; i++) {
        if ((mask >> i & 1) == 1) {
          lost.add((first + 1 + i) & 0xFFFF);
        }
      }
    }
    return new GenericNack(reporter, source, lost);
  }

  @Override
  public int type() {
    return TYPE;
  }

  /** Identifiers with their masks, as they are written. */
  private List<Integer> words() {
    List<Integer> words = new ArrayList<>();
    int first = -1;
    int mask = 0;
    for (int number : lost) {
      int behind = first < 0 ? 0 : SequenceNumber.difference(number, first);
      if (behind >= 1 && behind <= SPAN) {
        mask |= 1 << (behind - 1);
        continue;
      }
      if (first >= 0) {
        words.add(first << 16 | mask);
      }
      first = number;
      mask = 0;
    }
    words.add(first << 16 | mask);
    return words;
  }

  @Override
  public int length() {
    return RtcpHeader.LENGTH + 8 + 4 * words().size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    List<Integer> words = words();
    RtcpHeader.write(out, FORMAT, TYPE, RtcpHeader.LENGTH + 8 + 4 * words.size());
    out.putInt(reporter.value()).putInt(source.value());
    words.forEach(out::putInt);
  }
}
