package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * XR: extended reports (RFC 3611 §2). Blocks of a type unknown to us are kept as they came.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      BT       | type-specific |     block length in words     |  each block
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :                     type-specific contents                    :
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param reporter who sends it
 * @param blocks in the packet's order, maybe none
 */
public record ExtendedReport(Ssrc reporter, List<Block> blocks) implements RtcpPacket {
  static final int TYPE = 207;
  private static final int FIXED_LENGTH = 4;
  private static final int BLOCK_HEADER = 4;

  /** One report block (RFC 3611 §3). */
  public sealed interface Block permits ReferenceTime, Delays, UnknownBlock {
    /** Its type, 0 to 255. */
    int type();

    /** Bytes behind its header: a multiple of four. */
    int bodyLength();

    /** The byte that each type uses as it likes, 0 to 255. */
    default int typeSpecific() {
      return 0;
    }

    /** Writes what is behind its header. */
    void writeBody(ByteBuffer out);
  }

  /**
   * What the clock of one who receives shows as the report leaves (RFC 3611 §4.4, type 4).
   *
   * @param ntp of the reporter's wall clock
   */
  public record ReferenceTime(NtpTimestamp ntp) implements Block {
    static final int BLOCK_TYPE = 4;
    private static final int LENGTH = 8;

    @Override
    public int type() {
      return BLOCK_TYPE;
    }

    @Override
    public int bodyLength() {
      return LENGTH;
    }

    @Override
    public void writeBody(ByteBuffer out) {
      out.putLong(ntp.bits());
    }
  }

  /**
   * How long ago those times came here, so that who sent them can tell the way there and back (RFC
   * 3611 §4.5, DLRR, type 5).
   *
   * @param delays one for each who sent a time
   */
  public record Delays(List<Delay> delays) implements Block {
    static final int BLOCK_TYPE = 5;

    /** Keeps a copy. */
    public Delays {
      delays = List.copyOf(delays);
    }

    @Override
    public int type() {
      return BLOCK_TYPE;
    }

    @Override
    public int bodyLength() {
      return Delay.LENGTH * delays.size();
    }

    @Override
    public void writeBody(ByteBuffer out) {
      for (Delay each : delays) {
        out.putInt(each.receiver().value())
            .putInt(each.lastReferenceTime())
            .putInt(each.delaySince());
      }
    }
  }

  /**
   * One of those.
   *
   * @param receiver who sent the time
   * @param lastReferenceTime {@link NtpTimestamp#middle} of it; 0 for none
   * @param delaySince from its coming to this report's leaving, in 1/65536 s, unsigned
   */
  public record Delay(Ssrc receiver, int lastReferenceTime, int delaySince) {
    private static final int LENGTH = 12;
  }

  /**
   * A block of a type that is not read here.
   *
   * @param type 0 to 255
   * @param typeSpecific 0 to 255
   * @param body a multiple of four bytes; each call gives a new read-only view
   */
  public record UnknownBlock(int type, int typeSpecific, ByteBuffer body) implements Block {
    /** Keeps a copy of the body. */
    public UnknownBlock {
      if (type < 0 || type > 255 || typeSpecific < 0 || typeSpecific > 255) {
        throw new IllegalArgumentException("XR block " + type + " with " + typeSpecific);
      }
      if (body.remaining() % 4 != 0) {
        throw new IllegalArgumentException("XR block of " + body.remaining() + " bytes");
      }
      body = ByteBuffer.allocate(body.remaining()).put(body.duplicate()).flip().asReadOnlyBuffer();
    }

    /** What follows the block's header, read-only; its position is the caller's. */
    @Override
    public ByteBuffer body() {
      return body.duplicate();
    }

    @Override
    public int bodyLength() {
      return body.remaining();
    }

    @Override
    public void writeBody(ByteBuffer out) {
      out.put(body());
    }
  }

  /** Keeps a copy of the blocks. */
  public ExtendedReport {
    blocks = List.copyOf(blocks);
  }

  static ExtendedReport read(ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, FIXED_LENGTH, "extended report");
    Ssrc reporter = new Ssrc(body.getInt());
    List<Block> blocks = new ArrayList<>();
    while (body.hasRemaining()) {
      int type = body.get() & 0xFF;
      int typeSpecific = body.get() & 0xFF;
      int length = 4 * (body.getShort() & 0xFFFF);
      if (length > body.remaining()) {
        throw new RtpFormatException(
            "XR block of " + length + " bytes has " + body.remaining() + " left");
      }
      ByteBuffer contents = body.slice(body.position(), length);
      body.position(body.position() + length);
      blocks.add(block(type, typeSpecific, contents));
    }
    return new ExtendedReport(reporter, blocks);
  }

  private static Block block(int type, int typeSpecific, ByteBuffer contents)
      throws RtpFormatException {
    int length = contents.remaining();
    switch (type) {
      case ReferenceTime.BLOCK_TYPE -> {
        if (length != ReferenceTime.LENGTH) {
          throw new RtpFormatException("receiver reference time of " + length + " bytes, not 8");
        }
        return new ReferenceTime(new NtpTimestamp(contents.getLong()));
      }
      case Delays.BLOCK_TYPE -> {
        if (length % Delay.LENGTH != 0) {
          throw new RtpFormatException("DLRR block of " + length + " bytes, not a dozen each");
        }
        List<Delay> delays = new ArrayList<>();
        while (contents.hasRemaining()) {
          Ssrc receiver = new Ssrc(contents.getInt());
          delays.add(new Delay(receiver, contents.getInt(), contents.getInt()));
        }
        return new Delays(delays);
      }
      default -> {
        return new UnknownBlock(type, typeSpecific, contents);
      }
    }
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public int length() {
    int length = RtcpHeader.LENGTH + FIXED_LENGTH;
    for (Block block : blocks) {
      length += BLOCK_HEADER + block.bodyLength();
    }
    return length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    RtcpHeader.write(out, 0, type(), length());
    out.putInt(reporter.value());
    for (Block block : blocks) {
      out.put((byte) block.type()).put((byte) block.typeSpecific());
      out.putShort((short) (block.bodyLength() / 4));
      block.writeBody(out);
    }
  }
}
