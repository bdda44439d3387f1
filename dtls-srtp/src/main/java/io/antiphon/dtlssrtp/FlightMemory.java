package io.antiphon.dtlssrtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the doubling of Bouncy Castle's retransmission timer in bounds: it has no setting for where
 * to stop, short of 60 s.
 *
 * <p>But it also sends its flight again at once when it sees the whole of the flight before it
 * again (RFC 6347 §4.2.4: the peer's timer has run out), and so does this, when our cap has passed:
 * shows it the peer's last flight again. Those records are plaintext of epoch 0; they get fresh
 * sequence numbers, and so must then all others of that epoch, or Bouncy Castle's replay window
 * would drop one or the other. So copies are looked for here: a datagram that the network doubled,
 * or the peer in case it is lost, is no reason to send a flight again.
 *
 * <p>Not thread-safe: used by the thread of the handshake, and later by the one that reads.
 */
final class FlightMemory {
  private static final int MAX_DATAGRAMS = 16;

  private final Deque<byte[]> seen = new ArrayDeque<>();
  private final Deque<byte[]> repeating = new ArrayDeque<>();
  private List<byte[]> current = new ArrayList<>();
  private List<byte[]> previous = new ArrayList<>();
  private long nextSequenceNumber;
  private int highestSent = -1;
  private boolean complete;

  /**
   * Whether this very datagram came before. The window of RFC 6347 §4.1.2.6 would not do: nothing
   * vouches for a plaintext record, and a forged number could shut out all that follow.
   */
  boolean isReplay(byte[] datagram) {
    for (byte[] each : seen) {
      if (Arrays.equals(each, datagram)) {
        return true;
      }
    }
    if (seen.size() == MAX_DATAGRAMS) {
      seen.remove();
    }
    seen.add(datagram.clone());
    return false;
  }

  /** Renumbers a datagram from the peer, in place, and keeps a copy until the handshake is over. */
  byte[] received(byte[] datagram) {
    renumber(datagram);
    if (!complete
        && current.size() < MAX_DATAGRAMS
        && DtlsRecords.isPlainHandshake(datagram, 0, datagram.length)) {
      current.add(datagram.clone());
    }
    return datagram;
  }

  /** Notes a record of ours: the first of a new flight means that the peer's is complete. */
  void sent(byte[] record, int offset, int length) {
    if (!DtlsRecords.isPlainHandshake(record, offset, offset + length)) {
      return;
    }
    int messageSeq = DtlsRecords.messageSeq(record, offset);
    if (messageSeq > highestSent) {
      highestSent = messageSeq;
      if (!current.isEmpty()) {
        previous = current;
        current = new ArrayList<>();
      }
    }
  }

  /** The handshake is over: nothing will be shown again. */
  void forget() {
    complete = true;
    current.clear();
    previous.clear();
    repeating.clear();
  }

  /** Begins to show the peer's last flight again, if there was one. */
  void repeat() {
    repeating.addAll(previous);
  }

  /** The next datagram of a flight that is being shown again. */
  byte @Nullable [] nextRepeated() {
    byte[] datagram = repeating.poll();
    if (datagram != null) {
      renumber(datagram);
    }
    return datagram;
  }

  private void renumber(byte[] datagram) {
    nextSequenceNumber = DtlsRecords.renumberPlain(datagram, nextSequenceNumber);
  }
}
