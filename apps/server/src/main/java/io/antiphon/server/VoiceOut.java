package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says, as bytes for one listener who takes them as fast as they can: a few seconds are
 * kept, then the oldest are dropped and counted.
 *
 * <p>Filled by the event loop, emptied by whoever asks for more.
 */
final class VoiceOut implements AudioSink, Flow.Publisher<ByteBuffer>, Flow.Subscription {
  private static final int KEPT_SECONDS = 5;
  private static final int LARGEST_PIECE = 16_384;

  private final AudioFormat format;
  private final ByteOrder order;
  private final LongAdder droppedSamples;
  private final Runnable gone;
  private final byte[] ring;
  private @Nullable FormatConversion conversion;
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private int from;
  private int count;
  private long demand;
  private boolean ended;
  private boolean cancelled;

  /**
   * Nothing is heard yet.
   *
   * @param droppedSamples counts samples, of each channel, that the listener was too slow for
   * @param gone run once when the listener wants no more
   */
  VoiceOut(AudioFormat format, ByteOrder order, LongAdder droppedSamples, Runnable gone) {
    this.format = format;
    this.order = order;
    this.droppedSamples = droppedSamples;
    this.gone = gone;
    ring = new byte[format.sampleRateHz() * KEPT_SECONDS * 2 * format.channels()];
  }

  @Override
  public void accept(AudioFrame frame) {
    FormatConversion current = conversion;
    if (current == null || !current.from().equals(frame.format())) {
      current = new FormatConversion(frame.format(), format);
      conversion = current;
    }
    AudioFrame converted = current.process(frame);
    synchronized (this) {
      put(converted.samples(), converted.length());
    }
    deliver();
  }

  private void put(short[] samples, int length) {
    int over = count + 2 * length - ring.length;
    if (over > 0) {
      int frameBytes = 2 * format.channels();
      int dropped = (over + frameBytes - 1) / frameBytes;
      from = (from + dropped * frameBytes) % ring.length;
      count -= dropped * frameBytes;
      droppedSamples.add(dropped);
    }
    boolean big = order == ByteOrder.BIG_ENDIAN;
    int at = (from + count) % ring.length;
    for (int i = 0; i < length; i++) {
      ring[at] = (byte) (big ? samples[i] >> 8 : samples[i]);
      ring[at + 1] = (byte) (big ? samples[i] : samples[i] >> 8);
      at = at + 2 == ring.length ? 0 : at + 2;
    }
    count += 2 * length;
  }

  @Override
  public void end() {
    synchronized (this) {
      ended = true;
    }
    deliver();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> newSubscriber) {
    synchronized (this) {
      subscriber = newSubscriber;
    }
    newSubscriber.onSubscribe(this);
    deliver();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      demand = Math.max(demand, 0) + n;
    }
    deliver();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
    }
    gone.run();
  }

  /** Hands over what there is, if it was asked for; a subscriber of ours asks for one at a time. */
  private void deliver() {
    Flow.Subscriber<? super ByteBuffer> to;
    ByteBuffer piece = null;
    synchronized (this) {
      to = subscriber;
      if (to == null || cancelled || demand == 0 || (count == 0 && !ended)) {
        return;
      }
      if (count > 0) {
        piece = take();
        demand--;
      } else {
        cancelled = true;
      }
    }
    if (piece != null) {
      to.onNext(piece);
    } else {
      to.onComplete();
      gone.run();
    }
  }

  private ByteBuffer take() {
    int length = Math.min(count, LARGEST_PIECE);
    byte[] bytes = new byte[length];
    int first = Math.min(length, ring.length - from);
    System.arraycopy(ring, from, bytes, 0, first);
    System.arraycopy(ring, 0, bytes, first, length - first);
    from = (from + length) % ring.length;
    count -= length;
    return ByteBuffer.wrap(bytes);
  }
}
