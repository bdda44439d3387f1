package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.ChannelNumberAttribute;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * One client's view of a TURN server that keeps RFC 8656's times to the letter, without a clock.
 */
final class ScriptedTurnServer {
  static final InetSocketAddress RELAYED = new InetSocketAddress("198.51.100.1", 50_000);
  static final InetSocketAddress MAPPED = new InetSocketAddress("203.0.113.7", 40_000);
  static final String USER = "user";
  static final String PASSWORD = "secret";
  private static final String REALM = "example.org";
  private static final long SECOND = 1_000_000_000L;

  /** A datagram that left the server for a peer. */
  record Relayed(InetSocketAddress peer, String text) {}

  final List<Relayed> relayed = new ArrayList<>();
  final Map<String, Integer> requests = new HashMap<>();
  final List<Integer> refusals = new ArrayList<>();
  long lifetimeSeconds = 600;
  long nonceSeconds = 3600;
  int refuseAllocationsWith;
  int refusePermissionsWith;
  boolean signed = true;
  private final StunKey key = LongTermCredential.key(USER, REALM, PASSWORD);
  private final Map<InetAddress, Long> permissions = new HashMap<>();
  private final Map<Integer, InetSocketAddress> channels = new HashMap<>();
  private final Map<Integer, Long> channelEnds = new HashMap<>();
  private int nonce;
  private long nonceEnd;
  private long allocationEnd;
  private boolean allocated;

  void forget() {
    allocated = false;
  }

  boolean isAllocated(long now) {
    return allocated && allocationEnd - now > 0;
  }

  /** Takes a message of the client; what it answers, or null. */
  @Nullable ByteBuffer receive(long now, ByteBuffer message) throws Exception {
    if (TurnChannels.isChannelData(message)) {
      int number = message.getShort() & 0xffff;
      int length = message.getShort() & 0xffff;
      InetSocketAddress peer = channels.get(number);
      if (peer != null && channelEnds.get(number) - now > 0 && isPermitted(now, peer)) {
        relay(peer, message.limit(message.position() + length));
      }
      return null;
    }
    if (StunFraming.type(message) == StunFraming.SEND_INDICATION) {
      InetSocketAddress peer = StunMessage.parse(message).peerAddress();
      int at = StunFraming.find(message, StunFraming.DATA);
      ByteBuffer data = message.slice(at + 4, message.getShort(at + 2) & 0xffff);
      if (peer != null && isPermitted(now, peer)) {
        relay(peer, data);
      }
      return null;
    }
    return answer(now, StunMessage.parse(message), message);
  }

  private boolean isPermitted(long now, InetSocketAddress peer) {
    Long end = permissions.get(peer.getAddress());
    return isAllocated(now) && end != null && end - now > 0;
  }

  private void relay(InetSocketAddress peer, ByteBuffer data) {
    relayed.add(new Relayed(peer, StandardCharsets.UTF_8.decode(data.duplicate()).toString()));
  }

  private ByteBuffer answer(long now, StunMessage request, ByteBuffer bytes) throws Exception {
    String name =
        switch (request.type()) {
          case StunFraming.ALLOCATE_REQUEST -> "Allocate";
          case StunFraming.REFRESH_REQUEST -> "Refresh";
          case StunFraming.CREATE_PERMISSION_REQUEST -> "CreatePermission";
          case StunFraming.CHANNEL_BIND_REQUEST -> "ChannelBind";
          default -> throw new AssertionError("type " + request.type());
        };
    boolean stale = nonce == 0 || nonceEnd - now <= 0;
    String given =
        request.nonce() == null ? "" : new String(request.nonce(), StandardCharsets.US_ASCII);
    if (!request.isSigned() || !request.isSignedWith(key) || !USER.equals(request.username())) {
      return challenge(now, request, 401);
    }
    if (stale || !given.equals("nonce" + nonce)) {
      return challenge(now, request, 438);
    }
    requests.merge(name, 1, Integer::sum);
    if (!name.equals("Allocate") && !isAllocated(now)) {
      return refuse(request, 437);
    }
    return switch (name) {
      case "Allocate" -> allocate(now, request);
      case "Refresh" -> refresh(now, request);
      case "CreatePermission" -> permit(now, request);
      default -> bind(now, request, bytes);
    };
  }

  private ByteBuffer challenge(long now, StunMessage request, int code) {
    if (nonce == 0 || nonceEnd - now <= 0) {
      nonce++;
      nonceEnd = now + nonceSeconds * SECOND;
    }
    refusals.add(code);
    return StunWriter.of(request.type() | 0x110, request.transactionId())
        .errorCode(code, "")
        .realm(REALM)
        .nonce(("nonce" + nonce).getBytes(StandardCharsets.US_ASCII))
        .seal();
  }

  private ByteBuffer refuse(StunMessage request, int code) {
    refusals.add(code);
    return StunWriter.of(request.type() | 0x110, request.transactionId())
        .errorCode(code, "No")
        .sign(key);
  }

  private ByteBuffer sign(StunWriter answer) {
    return signed ? answer.sign(key) : answer.seal();
  }

  private StunWriter success(StunMessage request) {
    return StunWriter.of(request.type() | 0x100, request.transactionId());
  }

  private ByteBuffer allocate(long now, StunMessage request) {
    if (refuseAllocationsWith != 0) {
      return refuse(request, refuseAllocationsWith);
    }
    allocated = true;
    allocationEnd = now + lifetimeSeconds * SECOND;
    return sign(
        success(request)
            .relayedAddress(RELAYED)
            .mappedAddress(MAPPED)
            .lifetime((int) lifetimeSeconds));
  }

  private ByteBuffer refresh(long now, StunMessage request) {
    allocated = request.lifetimeSeconds() != 0;
    allocationEnd = now + lifetimeSeconds * SECOND;
    return sign(success(request).lifetime(allocated ? (int) lifetimeSeconds : 0));
  }

  private ByteBuffer permit(long now, StunMessage request) {
    if (refusePermissionsWith != 0) {
      return refuse(request, refusePermissionsWith);
    }
    InetSocketAddress peer = request.peerAddress();
    permissions.put(peer.getAddress(), now + 300 * SECOND);
    return sign(success(request));
  }

  private ByteBuffer bind(long now, StunMessage request, ByteBuffer bytes) throws Exception {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    int number =
        ((ChannelNumberAttribute)
                Message.decode(copy, 0, copy.length).getAttribute(Attribute.CHANNEL_NUMBER))
            .getChannelNumber();
    channels.put(number, request.peerAddress());
    channelEnds.put(number, now + 600 * SECOND);
    permissions.put(request.peerAddress().getAddress(), now + 300 * SECOND);
    return sign(success(request));
  }

  /** What the client is sent when a peer says this to the relayed address; null if not let in. */
  @Nullable ByteBuffer fromPeer(long now, InetSocketAddress peer, String text) {
    if (!isPermitted(now, peer)) {
      return null;
    }
    ByteBuffer payload = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<Integer, InetSocketAddress> channel : channels.entrySet()) {
      if (channel.getValue().equals(peer) && channelEnds.get(channel.getKey()) - now > 0) {
        return ByteBuffer.allocate(4 + payload.remaining())
            .putShort((short) (int) channel.getKey())
            .putShort((short) payload.remaining())
            .put(payload)
            .flip();
      }
    }
    return StunWriter.of(StunFraming.DATA_INDICATION, new TransactionId(1, 2))
        .peerAddress(peer)
        .data(payload)
        .seal();
  }
}
