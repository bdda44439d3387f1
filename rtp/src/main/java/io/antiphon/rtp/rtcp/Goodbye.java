package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BYE: sources that end (RFC 3550 §6.6).
 *
 * @param sources at most 31
 * @param reason in words, at most 255 bytes of UTF-8; null if none is given
 */
public record Goodbye(List<Ssrc> sources, @Nullable String reason) implements RtcpPacket {
  /**
   * Keeps a copy of the sources.
   *
   * @throws IllegalArgumentException if they are more than 31, or the reason is too long
   */
  public Goodbye {
    sources = List.copyOf(sources);
    RtcpHeader.checkCount(sources.size(), "sources");
    if (utf8(reason).length > 255) {
      throw new IllegalArgumentException("the reason for leaving is longer than 255 bytes");
    }
  }

  static Goodbye read(int count, ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, 4 * count, "goodbye");
    List<Ssrc> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(new Ssrc(body.getInt()));
    }
    if (!body.hasRemaining()) {
      return new Goodbye(sources, null);
    }
    byte[] reason = new byte[body.get() & 0xFF];
    if (reason.length > body.remaining()) {
      throw new RtpFormatException("the reason of a goodbye runs past the end of its packet");
    }
    body.get(reason);
    String text = new String(reason, StandardCharsets.UTF_8);
    // A byte that is no UTF-8 is replaced by three: a reason of such bytes is not kept.
    return new Goodbye(sources, utf8(text).length > 255 ? null : text);
  }

  private static byte[] utf8(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int type() {
    return RtcpHeader.GOODBYE;
  }

  @Override
  public int length() {
    int words = reason == null ? 0 : (1 + utf8(reason).length + 3) / 4;
    return RtcpHeader.LENGTH + 4 * (sources.size() + words);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    int end = out.position() + length();
    RtcpHeader.write(out, sources.size(), type(), length());
    sources.forEach(source -> out.putInt(source.value()));
    if (reason != null) {
      byte[] text = utf8(reason);
      out.put((byte) text.length).put(text);
    }
    while (out.position() < end) {
      out.put((byte) 0);
    }
  }
}
