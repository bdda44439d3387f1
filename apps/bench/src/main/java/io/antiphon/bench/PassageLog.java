package io.antiphon.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Notes the RTP packets of one source as they pass; the rest of the call is none of its business.
 */
final class PassageLog {
  private static final int MOST_PACKETS = 40_000;

  private final CompletableFuture<Long> started = new CompletableFuture<>();
  private final List<Passage.Arrival> arrivals = new ArrayList<>();
  private long[] sentNanos = new long[64];
  private int sent;
  private int firstSequence;

  /** A datagram sets out. */
  synchronized void onSent(long nowNanos, byte[] datagram) {
    if (!isRtp(datagram) || sent == MOST_PACKETS) {
      return;
    }
    if (sent == 0) {
      firstSequence = sequence(datagram);
    }
    if (sent == sentNanos.length) {
      sentNanos = Arrays.copyOf(sentNanos, 2 * sent);
    }
    sentNanos[sent++] = nowNanos;
    started.complete(nowNanos);
  }

  /** A datagram is handed over. */
  synchronized void onArrived(long nowNanos, byte[] datagram) {
    if (isRtp(datagram)) {
      int number = (sequence(datagram) - firstSequence) & 0xFFFF;
      arrivals.add(new Passage.Arrival(nowNanos, number));
    }
  }

  private static boolean isRtp(byte[] datagram) {
    return datagram.length > 12
        && (datagram[0] & 0xC0) == 0x80
        && (datagram[1] & 0x7F) == LoadOffer.OPUS.value();
  }

  private static int sequence(byte[] datagram) {
    return (datagram[2] & 0xFF) << 8 | (datagram[3] & 0xFF);
  }

  /** When the first one was sent. */
  long awaitStart(int seconds) throws IOException, InterruptedException {
    try {
      return started.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("nothing was sent", e);
    }
  }

  /** What has passed so far, while the machine stood still at those moments. */
  synchronized Passage passage(List<Standstills.Standstill> standstills) {
    return new Passage(Arrays.copyOf(sentNanos, sent), List.copyOf(arrivals), standstills);
  }
}
