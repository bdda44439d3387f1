package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import java.lang.reflect.InvocationHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/** A sound card of 5 ms chunks, which goes as far as a test lets it. */
final class FakeCard {
  private static final long CHUNK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final DeviceKind kind;
  private final AudioFormat format;
  private final AtomicInteger chunks = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final BlockingQueue<Short> played = new LinkedBlockingQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean unplugged;
  private volatile boolean closed;
  private int spoken;

  FakeCard(DeviceKind kind, AudioFormat format) {
    this.kind = kind;
    this.format = format;
  }

  SoundDevices devices() {
    InvocationHandler card = (self, method, arguments) -> on(method.getName(), arguments);
    DataLine line =
        kind == DeviceKind.CAPTURE
            ? FakeSound.proxy(TargetDataLine.class, card)
            : FakeSound.proxy(SourceDataLine.class, card);
    return FakeSound.devices(FakeSound.mixer("Headset", kind, Set.of(format), line));
  }

  private @Nullable Object on(String method, @Nullable Object[] arguments)
      throws LineUnavailableException {
    return switch (method) {
      case "start", "stop", "flush" -> null;
      case "open" -> open();
      case "getBufferSize" -> 4 * chunkBytes();
      case "available" -> available();
      case "read" -> capture((byte[]) arguments[0], (int) arguments[2]);
      case "write" -> play((byte[]) arguments[0], (int) arguments[2]);
      case "close" -> {
        closed = true;
        yield null;
      }
      default -> throw new AssertionError(method);
    };
  }

  private @Nullable Object open() throws LineUnavailableException {
    if (unplugged) {
      throw new LineUnavailableException("no such device");
    }
    opened.incrementAndGet();
    closed = false;
    return null;
  }

  int chunkSamples() {
    return format.samplesPerChannel(5);
  }

  private int chunkBytes() {
    return 2 * format.channels() * chunkSamples();
  }

  private int available() {
    int free = unplugged ? 0 : chunks.get() * chunkBytes();
    looks.incrementAndGet();
    nanos.addAndGet(free > 0 ? LOOK_NANOS : 0);
    return free;
  }

  /** Sample n has the value n. */
  private int capture(byte[] bytes, int length) {
    ByteBuffer view = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    while (view.hasRemaining()) {
      view.putShort((short) spoken++);
    }
    chunks.decrementAndGet();
    return length;
  }

  private int play(byte[] bytes, int length) {
    ByteBuffer view = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    while (view.hasRemaining()) {
      played.add(view.getShort());
    }
    chunks.decrementAndGet();
    nanos.addAndGet(CHUNK_NANOS - LOOK_NANOS);
    return length;
  }

  /**
   * The time of a card that plays: that of the chunks, and a little for each look in vain while
   * there was room; however slow the machine is.
   */
  long nanos() {
    return nanos.get();
  }

  /** Lets so many chunks pass, and returns when they have. */
  void pass(int count) {
    chunks.addAndGet(count);
    await(() -> chunks.get() == 0);
    int seen = looks.get();
    await(() -> looks.get() > seen + 1);
  }

  /** Lets chunks pass whenever the loop asks. */
  void run() {
    chunks.set(Integer.MAX_VALUE / (2 * chunkBytes()));
  }

  void unplug() {
    unplugged = true;
  }

  void plugIn() {
    unplugged = false;
  }

  boolean isClosed() {
    return closed;
  }

  int timesOpened() {
    return opened.get();
  }

  /** What was played next, waiting for it. */
  short hear() {
    try {
      Short sample = played.poll(20, TimeUnit.SECONDS);
      if (sample == null) {
        throw new AssertionError("the card starves");
      }
      return sample;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void await(BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
