package io.antiphon.peer;

import io.antiphon.rtp.congestion.MediaBitrate;
import io.antiphon.rtp.stream.RtpSender;

/**
 * How fast one section's Opus is sent: an encoder that one peer alone hears follows what that
 * peer's way bears. An encoder that several share keeps its rate; a peer whose way bears much less
 * goes over to a lean encoding, which it shares with others like it. On the loop.
 */
final class OutboundRate {
  private static final double MUCH_LESS = 0.75;
  private static final double COPIES_BEGIN = 2.2;
  private static final double COPIES_END = 2.0;
  private static final long LEAN_NANOS = 1_000_000_000;
  private static final long RICH_NANOS = 5_000_000_000L;

  private final PeerCongestion congestion;
  private final int leastBitrate;
  private MediaBitrate following;
  private int nominal;
  private boolean lean;
  private boolean other;
  private long otherNanos;
  private boolean copies;

  OutboundRate(PeerCongestion congestion, AudioConfig config) {
    this.congestion = congestion;
    leastBitrate = config.opusMinBitrateBps();
    following = new MediaBitrate(leastBitrate, leastBitrate);
  }

  /** The settings to encode by. */
  AudioConfig config(AudioConfig usual) {
    return lean ? usual.toBuilder().opusBitrateBps(leastBitrate).build() : usual;
  }

  /**
   * Adapts the encoder before it is asked for a slot.
   *
   * @param streams how many sections share the way
   * @return whether another encoding is wanted, see {@link #config}
   */
  boolean adapt(long nowNanos, EncodedSource speech, RtpSender sender, int streams) {
    if (speech.encoding().codec() != AudioCodec.OPUS) {
      return false;
    }
    int packetMillis = speech.encoding().packetMillis();
    int headers = (sender.headerLength() + congestion.lowerBytes()) * 8 * 1_000 / packetMillis;
    int available = congestion.targetBps() / Math.max(1, streams) - headers;
    if (!lean && speech.encoding().bitrate() != nominal) {
      nominal = speech.encoding().bitrate();
      following = new MediaBitrate(Math.min(leastBitrate, nominal), nominal);
    }
    int rate = following.update(nowNanos, available);
    copies = available >= (copies ? COPIES_END : COPIES_BEGIN) * speech.bitrate();
    if (nominal <= leastBitrate) {
      return false;
    }
    if (speech.isShared()) {
      return wantsOther(nowNanos, lean ? rate >= nominal : rate < MUCH_LESS * nominal);
    }
    speech.setBitrate(rate);
    return lean && wantsOther(nowNanos, rate >= nominal);
  }

  private boolean wantsOther(long nowNanos, boolean now) {
    if (!now || !other) {
      other = now;
      otherNanos = nowNanos;
      return false;
    }
    if (nowNanos - otherNanos < (lean ? RICH_NANOS : LEAN_NANOS)) {
      return false;
    }
    lean = !lean;
    other = false;
    return true;
  }

  /** Whether there is room for a copy of each packet. */
  boolean hasRoomForCopies() {
    return copies;
  }
}
