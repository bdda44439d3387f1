package io.antiphon.rtp.rtcp;

import static io.antiphon.rtp.rtcp.TransportFeedback.NOT_RECEIVED;

import io.antiphon.rtp.RtpFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The packet chunks and deltas of a {@link TransportFeedback}
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.1 to §3.1.5).
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0| S |       run length        |   S: one symbol for all of a run
 * |1|0|       symbol list         |   14 symbols of one bit
 * |1|1|       symbol list         |   7 symbols of two bits
 * </pre>
 */
final class PacketStatus {
  private static final int LOST = 0;
  private static final int SMALL = 1;
  private static final int LARGE = 2;
  private static final int RESERVED = 3;

  private static final int ONE_BIT_SYMBOLS = 14;
  private static final int TWO_BIT_SYMBOLS = 7;
  private static final int MAX_RUN = 0x1FFF;

  private PacketStatus() {}

  /** Reads the chunks; in place of each delta stands its symbol, or {@code NOT_RECEIVED}. */
  static int[] readSymbols(ByteBuffer in, int count) throws RtpFormatException {
    // Room for what a chunk can say at most, so that a lie costs its teller as many bytes as us.
    int[] symbols = new int[Math.min(count, in.remaining() / 2 * MAX_RUN)];
    int at = 0;
    while (at < count) {
      if (in.remaining() < 2) {
        throw new RtpFormatException(
            "transport feedback about " + count + " packets has chunks for " + at);
      }
      int chunk = in.getShort() & 0xFFFF;
      if (chunk >> 15 == 0) {
        int run = chunk & MAX_RUN;
        if (run == 0) {
          throw new RtpFormatException("transport feedback with a run of no packets");
        }
        if (run > count - at) {
          throw new RtpFormatException(
              "transport feedback with a run of " + run + " for the last " + (count - at));
        }
        Arrays.fill(symbols, at, at + run, checked((chunk >> 13) & 3));
        at += run;
      } else {
        int bits = (chunk & 0x4000) == 0 ? 1 : 2;
        for (int shift = 14 - bits; shift >= 0 && at < count; shift -= bits) {
          symbols[at++] = checked((chunk >> shift) & ((1 << bits) - 1));
        }
      }
    }
    return symbols;
  }

  private static int checked(int symbol) throws RtpFormatException {
    if (symbol == RESERVED) {
      throw new RtpFormatException("transport feedback with the reserved status 3");
    }
    return symbol == LOST ? NOT_RECEIVED : symbol;
  }

  /** Puts the deltas where {@link #readSymbols} has put their symbols. */
  static void readDeltas(ByteBuffer in, int[] symbols) throws RtpFormatException {
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] == NOT_RECEIVED) {
        continue;
      }
      if (in.remaining() < symbols[i]) {
        throw new RtpFormatException("transport feedback ends before the delta of packet " + i);
      }
      symbols[i] = symbols[i] == SMALL ? in.get() & 0xFF : in.getShort();
    }
  }

  static int deltaBytes(int[] deltas) {
    int bytes = 0;
    for (int delta : deltas) {
      bytes += symbol(delta);
    }
    return bytes;
  }

  static void writeDeltas(ByteBuffer out, int[] deltas) {
    for (int delta : deltas) {
      switch (symbol(delta)) {
        case SMALL -> out.put((byte) delta);
        case LARGE -> out.putShort((short) delta);
        default -> {}
      }
    }
  }

  /** Writes the chunks, unless there is nothing to write into, and returns how many they are. */
  static int writeSymbols(@Nullable ByteBuffer out, int[] deltas) {
    int chunks = 0;
    int at = 0;
    while (at < deltas.length) {
      int run = run(deltas, at);
      int bits = isOneBit(deltas, at) ? 1 : 2;
      int packets = Math.min(deltas.length - at, bits == 1 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS);
      int chunk;
      if (run >= packets) {
        packets = run;
        chunk = (symbol(deltas[at]) << 13) | run;
      } else {
        chunk = vector(deltas, at, packets, bits);
      }
      if (out != null) {
        out.putShort((short) chunk);
      }
      at += packets;
      chunks++;
    }
    return chunks;
  }

  private static int vector(int[] deltas, int from, int packets, int bits) {
    int chunk = bits == 1 ? 0x8000 : 0xC000;
    int shift = 14;
    for (int i = 0; i < packets; i++) {
      shift -= bits;
      chunk |= symbol(deltas[from + i]) << shift;
    }
    return chunk;
  }

  private static int run(int[] deltas, int from) {
    int symbol = symbol(deltas[from]);
    int to = from + 1;
    while (to < deltas.length && to - from < MAX_RUN && symbol(deltas[to]) == symbol) {
      to++;
    }
    return to - from;
  }

  private static boolean isOneBit(int[] deltas, int from) {
    int to = Math.min(deltas.length, from + ONE_BIT_SYMBOLS);
    for (int i = from; i < to; i++) {
      if (symbol(deltas[i]) == LARGE) {
        return false;
      }
    }
    return true;
  }

  private static int symbol(int delta) {
    if (delta == NOT_RECEIVED) {
      return LOST;
    }
    return delta >= 0 && delta <= 0xFF ? SMALL : LARGE;
  }
}
