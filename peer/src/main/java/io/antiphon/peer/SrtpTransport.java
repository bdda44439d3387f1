package io.antiphon.peer;

import io.antiphon.dtlssrtp.SrtpRejectedException;
import io.antiphon.dtlssrtp.SrtpSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Media under the keys of the association: RTP and RTCP, protected in place before they are sent,
 * revealed in place as they come (RFC 3711, RFC 5764 §5.1). Nothing is allocated per packet.
 *
 * <p>Touched by the peer's event loop alone.
 */
final class SrtpTransport {
  /** Protected packets that overtake the end of the handshake; more are dropped. */
  private static final int MAX_EARLY_PACKETS = 16;

  private static final int MAX_DATAGRAM = 2_048;

  /** Whoever says nothing hears nothing for no longer than this. */
  private static final long SILENT_PEER_NANOS = 1_000_000_000;

  /** Who is told of what passes, in the clear; called on the event loop. */
  interface Listener {
    /** An authentic RTP packet, in the clear, in an array that is only lent. */
    void onRtp(long nowNanos, byte[] buffer, int offset, int length);

    /** An RTP packet is about to be protected, in an array in which it may still be changed. */
    void onSending(long nowNanos, byte[] buffer, int length);

    /** An authentic RTCP compound, in the clear, in an array that is only lent. */
    void onRtcp(long nowNanos, byte[] buffer, int offset, int length);
  }

  private final Listener listener;
  private final TransportCounters counters;
  private final List<byte[]> earlyPackets = new ArrayList<>();
  private final byte[] outgoing = new byte[MAX_DATAGRAM];
  private final ByteBuffer outgoingView = ByteBuffer.wrap(outgoing);
  private @Nullable SrtpSession session;
  private boolean heardFrom;
  private long keyedNanos;

  SrtpTransport(TransportCounters counters, Listener listener) {
    this.counters = counters;
    this.listener = listener;
  }

  /** Takes the keys. */
  void key(long nowNanos, SrtpSession keys) {
    session = keys;
    keyedNanos = nowNanos;
  }

  /** Reveals what came before the keys. */
  void revealEarly(long nowNanos) {
    SrtpSession keys = session;
    for (byte[] early : earlyPackets) {
      if (keys != null) {
        byte[] roomy = Arrays.copyOf(early, early.length + SrtpSession.MAX_OVERHEAD);
        DatagramKind kind = DatagramKind.of(ByteBuffer.wrap(early));
        boolean unused = reveal(keys, nowNanos, roomy, 0, early.length, kind);
      }
    }
    earlyPackets.clear();
  }

  boolean isKeyed() {
    return session != null;
  }

  /**
   * Whether what is sent now can be revealed: the other side has its keys, since something it has
   * protected with them has come; or if nothing comes, for a while it should have had them.
   */
  boolean canBeHeard(long nowNanos) {
    return heardFrom || nowNanos - keyedNanos >= SILENT_PEER_NANOS;
  }

  /**
   * Takes a datagram, and keeps a copy if the keys are not there yet.
   *
   * @param kind RTP or RTCP
   * @return whether it was authentic
   */
  boolean receive(long nowNanos, ByteBuffer datagram, DatagramKind kind) {
    SrtpSession keys = session;
    if (keys == null) {
      if (earlyPackets.size() < MAX_EARLY_PACKETS) {
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(copy);
        earlyPackets.add(copy);
      }
      return false;
    }
    int offset = datagram.arrayOffset() + datagram.position();
    return reveal(keys, nowNanos, datagram.array(), offset, datagram.remaining(), kind);
  }

  private boolean reveal(
      SrtpSession keys, long nowNanos, byte[] buffer, int offset, int length, DatagramKind kind) {
    try {
      if (kind == DatagramKind.RTP) {
        listener.onRtp(nowNanos, buffer, offset, keys.unprotect(buffer, offset, length));
      } else {
        listener.onRtcp(nowNanos, buffer, offset, keys.unprotectControl(buffer, offset, length));
      }
      heardFrom = true;
      return true;
    } catch (SrtpRejectedException e) {
      counters.rejected++;
      return false;
    }
  }

  /** Where an RTP packet is written that is to be sent, from index 0 on. */
  byte[] outgoing() {
    return outgoing;
  }

  /**
   * Protects the RTP packet that stands there.
   *
   * @return the length it has then; 0 without keys
   */
  int protect(long nowNanos, int length) {
    SrtpSession keys = session;
    if (keys == null) {
      return 0;
    }
    listener.onSending(nowNanos, outgoing, length);
    return keys.protect(outgoing, 0, length);
  }

  /**
   * Protects an RTCP compound there.
   *
   * @return the length it has then; 0 without keys, or if it is too long
   */
  int protectControl(ByteBuffer compound) {
    SrtpSession keys = session;
    int length = compound.remaining();
    if (keys == null || length + SrtpSession.MAX_OVERHEAD > outgoing.length) {
      return 0;
    }
    compound.get(outgoing, 0, length);
    return keys.protectControl(outgoing, 0, length);
  }

  /** The first bytes of {@link #outgoing}, until the next call. */
  ByteBuffer datagram(int length) {
    return outgoingView.limit(length).position(0);
  }

  /** Forgets the keys: nothing passes any more. */
  void close() {
    session = null;
  }
}
