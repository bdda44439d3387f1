package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those whom an allocation reaches: the permissions that the server has to be asked for, and the
 * channels that spare us its headers (RFC 8656 §9, §12).
 */
final class RelayedPeers {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedPeers.class);
  private static final int NO_ALLOCATION = 437;

  /** Hears that the allocation itself is gone. */
  interface Bereft {
    void onGone(int code, String reason);
  }

  private final LongTermCredential credential;
  private final StunExchange exchange;
  private final TurnPermissions permissions = new TurnPermissions();
  private final TurnChannels channels;
  private final RandomGenerator random;
  private final Queue<ByteBuffer> transmits;
  private final Bereft bereft;

  RelayedPeers(
      LongTermCredential credential,
      StunExchange exchange,
      boolean stream,
      RandomGenerator random,
      Queue<ByteBuffer> transmits,
      Bereft bereft) {
    this.credential = credential;
    this.exchange = exchange;
    this.channels = new TurnChannels(stream);
    this.random = random;
    this.transmits = transmits;
    this.bereft = bereft;
  }

  private abstract class Request extends TurnRequest {
    Request() {
      super(credential, exchange);
    }

    /** A server that was started anew knows nothing of us; no need to wait for the next refresh. */
    void failIfGone(int code, String reason) {
      if (code == NO_ALLOCATION) {
        bereft.onGone(code, reason);
      }
    }
  }

  private final class CreatePermission extends Request {
    private final InetAddress peer;

    CreatePermission(InetAddress peer) {
      this.peer = peer;
    }

    @Override
    StunWriter write(TransactionId id) {
      return StunWriter.of(StunFraming.CREATE_PERMISSION_REQUEST, id)
          .peerAddress(new InetSocketAddress(peer, 0));
    }

    @Override
    void onSuccess(long nowNanos, StunMessage answer) {
      for (TurnPermissions.Held held : permissions.onGranted(nowNanos, peer)) {
        transmits.add(indication(held.peer(), held.payload()));
      }
    }

    @Override
    void onFailure(long nowNanos, int code, String reason) {
      LOG.debug("No permission to reach {}: {}", peer, reason);
      failIfGone(code, reason);
      if (code == TurnEvent.Failed.UNREACHABLE) {
        permissions.forget(peer);
      } else {
        permissions.onRefused(nowNanos, peer);
      }
    }
  }

  private final class ChannelBind extends Request {
    private final TurnChannels.Channel channel;

    ChannelBind(TurnChannels.Channel channel) {
      this.channel = channel;
    }

    @Override
    StunWriter write(TransactionId id) {
      return StunWriter.of(StunFraming.CHANNEL_BIND_REQUEST, id)
          .channelNumber(channel.number)
          .peerAddress(channel.peer);
    }

    @Override
    void onSuccess(long nowNanos, StunMessage answer) {
      channels.onBound(nowNanos, channel);
      permissions.onGranted(nowNanos, channel.peer.getAddress());
    }

    @Override
    void onFailure(long nowNanos, int code, String reason) {
      LOG.debug("No channel to {}: {}", channel.peer, reason);
      failIfGone(code, reason);
      channels.onRefused(channel);
    }
  }

  /** Frames what is to go to a peer, see {@link TurnAllocation#wrap}. */
  @Nullable ByteBuffer wrap(long nowNanos, InetSocketAddress peer, ByteBuffer payload) {
    if (!permissions.isGranted(nowNanos, peer.getAddress())) {
      if (permissions.hold(nowNanos, peer, payload)) {
        exchange.ask(nowNanos, new CreatePermission(peer.getAddress()));
      }
      return null;
    }
    ByteBuffer framed = channels.wrap(nowNanos, peer, payload);
    if (framed != null) {
      return framed;
    }
    if (!StunFraming.isStun(payload)) {
      TurnChannels.Channel channel = channels.add(nowNanos, peer);
      if (channel != null) {
        exchange.ask(nowNanos, new ChannelBind(channel));
      }
    }
    return indication(peer, payload);
  }

  private ByteBuffer indication(InetSocketAddress peer, ByteBuffer payload) {
    return StunWriter.of(StunFraming.SEND_INDICATION, TransactionId.generate(random))
        .peerAddress(peer)
        .data(payload)
        .seal();
  }

  /** Takes a ChannelData message, and narrows it to its payload. */
  @Nullable InetSocketAddress unwrap(ByteBuffer message) {
    return channels.unwrap(message);
  }

  /**
   * Takes a Data indication, and narrows it to its payload.
   *
   * @return whose it is, or null if that is nobody permitted
   */
  @Nullable InetSocketAddress onData(ByteBuffer message) throws StunFormatException {
    InetSocketAddress peer = StunMessage.parse(message).peerAddress();
    int at = StunFraming.find(message, StunFraming.DATA);
    if (peer == null || at < 0 || !permissions.admits(peer.getAddress())) {
      return null;
    }
    int length = message.getShort(at + 2) & 0xffff;
    message.limit(at + 4 + length).position(at + 4);
    return peer;
  }

  /** Renews what is in use. */
  void advanceTo(long nowNanos) {
    for (InetAddress peer : permissions.due(nowNanos)) {
      exchange.ask(nowNanos, new CreatePermission(peer));
    }
    for (TurnChannels.Channel channel : channels.due(nowNanos)) {
      exchange.ask(nowNanos, new ChannelBind(channel));
    }
  }

  void consider(Earliest earliest) {
    permissions.consider(earliest);
    channels.consider(earliest);
  }
}
