package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/**
 * Bytes of 16-bit PCM on their way into a {@link PushSource}, cut into chunks wherever it pleased
 * whoever sends them: a sample that is cut in two is put together again.
 *
 * <p>Thread-safe; for several threads that push at once it keeps chunks whole, in the order in
 * which they came.
 */
public final class PushStream {
  private final PushSource source;
  private final AudioFormat format;
  private final ByteOrder order;
  private final byte[] carried;
  private int carriedBytes;

  PushStream(PushSource source, AudioFormat format, ByteOrder order) {
    this.source = source;
    this.format = format;
    this.order = order;
    carried = new byte[2 * format.channels()];
  }

  /** What is pushed: rate and channels. */
  public AudioFormat format() {
    return format;
  }

  /**
   * Pushes a chunk of any length; interleaved, its position is moved to its limit.
   *
   * @return as {@link PushSource#push}
   */
  public synchronized CompletableFuture<Void> push(ByteBuffer chunk) {
    int frame = carried.length;
    int frames = (int) (((long) carriedBytes + chunk.remaining()) / frame);
    short[] samples = new short[frames * format.channels()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = nextSample(chunk, i % format.channels() * 2);
    }
    if (frames > 0) {
      carriedBytes = 0;
    }
    while (chunk.hasRemaining()) {
      carried[carriedBytes++] = chunk.get();
    }
    return source.append(format, samples, 0, frames);
  }

  /** The first frame begins with what was carried over. */
  private short nextSample(ByteBuffer chunk, int at) {
    byte first = at < carriedBytes ? carried[at] : chunk.get();
    byte second = at + 1 < carriedBytes ? carried[at + 1] : chunk.get();
    if (at + 2 == carried.length) {
      carriedBytes = 0;
    }
    return order == ByteOrder.BIG_ENDIAN
        ? (short) ((first << 8) | (second & 0xff))
        : (short) ((second << 8) | (first & 0xff));
  }

  /** The same for an array. */
  public CompletableFuture<Void> push(byte[] chunk, int offset, int length) {
    return push(ByteBuffer.wrap(chunk, offset, length));
  }

  /** How many bytes wait for the rest of their sample, or of its other channel. */
  public synchronized int incompleteBytes() {
    return carriedBytes;
  }

  /**
   * Ends the utterance; bytes that make no whole sample are dropped.
   *
   * @return as {@link PushSource#flush}
   */
  public synchronized CompletableFuture<Boolean> flush() {
    carriedBytes = 0;
    return source.flush();
  }
}
