package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Peers that have a number, so that what goes there and comes from there carries four bytes of
 * header and nothing is decoded (RFC 8656 §12). A binding lasts ten minutes; ours are renewed after
 * nine. No number is used twice.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Channel Number        |            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                       Application Data                        /
 * </pre>
 */
final class TurnChannels {
  static final int HEADER_LENGTH = 4;
  static final long REFRESH_NANOS = 540_000_000_000L;
  static final long LIFETIME_NANOS = 600_000_000_000L;
  private static final int FIRST = 0x4000;
  private static final int LAST = 0x4fff;
  private static final int MAX_PAYLOAD = 4096;

  /** A number for a peer; it is not used before the server has agreed. */
  static final class Channel {
    final InetSocketAddress peer;
    final int number;
    private boolean bound;
    private boolean asking = true;
    private long boundNanos;
    private long usedNanos;

    Channel(InetSocketAddress peer, int number) {
      this.peer = peer;
      this.number = number;
    }
  }

  private final boolean padded;
  private final Map<InetSocketAddress, Channel> byPeer = new HashMap<>();
  private final List<Channel> byNumber = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocate(HEADER_LENGTH + MAX_PAYLOAD + 3);

  /**
   * None yet.
   *
   * @param padded to four bytes, as over a stream
   */
  TurnChannels(boolean padded) {
    this.padded = padded;
  }

  /** Whether the first byte is a channel's (RFC 7983 §7). */
  static boolean isChannelData(ByteBuffer message) {
    return message.remaining() >= HEADER_LENGTH
        && (message.get(message.position()) & 0xff) >>> 4 == FIRST >>> 12;
  }

  /** The payload with its header, valid until the next call; null if the peer has no channel. */
  @Nullable ByteBuffer wrap(long nowNanos, InetSocketAddress peer, ByteBuffer payload) {
    Channel channel = byPeer.get(peer);
    if (channel == null || !channel.bound || payload.remaining() > MAX_PAYLOAD) {
      return null;
    }
    channel.usedNanos = nowNanos;
    int length = payload.remaining();
    scratch.clear().putShort((short) channel.number).putShort((short) length).put(payload);
    while (padded && scratch.position() % 4 != 0) {
      scratch.put((byte) 0);
    }
    return scratch.flip();
  }

  /** Whose it is, the buffer narrowed to the payload; null if it is nobody's or cut short. */
  @Nullable InetSocketAddress unwrap(ByteBuffer message) {
    int start = message.position();
    int index = (message.getShort(start) & 0xffff) - FIRST;
    int length = message.getShort(start + 2) & 0xffff;
    if (index < 0 || index >= byNumber.size() || length > message.remaining() - HEADER_LENGTH) {
      return null;
    }
    Channel channel = byNumber.get(index);
    message.limit(start + HEADER_LENGTH + length).position(start + HEADER_LENGTH);
    return channel.peer;
  }

  /** A new one for this peer, to be bound; null if it has one, or there are no more numbers. */
  @Nullable Channel add(long nowNanos, InetSocketAddress peer) {
    if (byPeer.containsKey(peer) || FIRST + byNumber.size() > LAST) {
      return null;
    }
    Channel channel = new Channel(peer, FIRST + byNumber.size());
    channel.usedNanos = nowNanos;
    byPeer.put(peer, channel);
    byNumber.add(channel);
    return channel;
  }

  void onBound(long nowNanos, Channel channel) {
    channel.bound = true;
    channel.asking = false;
    channel.boundNanos = nowNanos;
  }

  /** It goes on by indications. */
  void onRefused(Channel channel) {
    channel.bound = false;
    channel.asking = false;
  }

  /** Lets go of those that have run out, and says which are to be renewed. */
  List<Channel> due(long nowNanos) {
    List<Channel> renew = new ArrayList<>();
    for (Channel each : byNumber) {
      if (each.bound && each.boundNanos + LIFETIME_NANOS - nowNanos <= 0) {
        each.bound = false;
        byPeer.remove(each.peer, each);
      } else if (isRenewable(each) && each.boundNanos + REFRESH_NANOS - nowNanos <= 0) {
        each.asking = true;
        renew.add(each);
      }
    }
    return renew;
  }

  private static boolean isRenewable(Channel each) {
    return each.bound && !each.asking && each.usedNanos - each.boundNanos > 0;
  }

  void consider(Earliest earliest) {
    for (Channel each : byNumber) {
      if (each.bound) {
        earliest.consider(each.boundNanos + LIFETIME_NANOS);
      }
      if (isRenewable(each)) {
        earliest.consider(each.boundNanos + REFRESH_NANOS);
      }
    }
  }
}
