package io.antiphon.dtlssrtp;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * What Bouncy Castle takes for its socket: a bounded queue on the way in, a {@link Coalescer} on
 * the way out.
 */
final class DatagramQueue implements DatagramTransport {
  /** DTLS over the Internet keeps to 1,500 bytes; a larger datagram is none of it. */
  static final int MAX_DATAGRAM = 2048;

  /** Thrown when there is nothing to read and nobody may wait. */
  static final class NothingWaiting extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final byte[] WAKE_UP = new byte[0];

  private final BlockingQueue<byte[]> inbound;
  private final Coalescer outbound;
  private final ComputingTurn turn;
  private final FlightMemory flights = new FlightMemory();
  private final int mtu;
  private final long maxRetransmissionMillis;
  private final long copyAfterMillis;
  private final AtomicLong dropped = new AtomicLong();

  /** The datagram that is being read, and where its next record begins. */
  private byte[] reading = WAKE_UP;

  private int next;
  private boolean copyDue;
  private long copyDueNanos;
  private volatile boolean mayWait = true;
  private volatile boolean closed;

  DatagramQueue(DtlsConfig config, ComputingTurn turn, Consumer<ByteBuffer> sink) {
    this.turn = turn;
    inbound = new ArrayBlockingQueue<>(config.receiveQueue());
    outbound = new Coalescer(config.mtu(), sink);
    mtu = config.mtu();
    maxRetransmissionMillis = config.maxRetransmission().toMillis();
    copyAfterMillis = config.copyAfter().toMillis();
  }

  /** Copies a datagram into the queue; false if it is full, the datagram too long, or all over. */
  boolean offer(ByteBuffer datagram) {
    if (!closed && datagram.remaining() > 0 && datagram.remaining() <= MAX_DATAGRAM) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.duplicate().get(copy);
      if (inbound.offer(copy)) {
        return true;
      }
    }
    dropped.incrementAndGet();
    return false;
  }

  boolean isEmpty() {
    return inbound.isEmpty();
  }

  long dropped() {
    return dropped.get();
  }

  /**
   * From now on {@link #receive} does not wait for a datagram: it throws {@link NothingWaiting}.
   */
  void stopWaiting() {
    mayWait = false;
    flights.forget();
  }

  void flush() {
    boolean unused = outbound.flush();
  }

  /** Sends the last flight once more; from any thread. */
  void copyFlight() {
    outbound.copyFlight();
  }

  @Override
  public int getReceiveLimit() {
    return MAX_DATAGRAM;
  }

  @Override
  public int getSendLimit() {
    return mtu;
  }

  @Override
  public void send(byte[] record, int offset, int length) {
    flights.sent(record, offset, length);
    outbound.add(record, offset, length);
  }

  @Override
  public int receive(byte[] into, int offset, int length, int waitMillis)
      throws InterruptedIOException {
    if (outbound.flush()) {
      copyDue = copyAfterMillis > 0;
      copyDueNanos = System.nanoTime() + copyAfterMillis * 1_000_000;
    }
    if (closed) {
      throw new NothingWaiting();
    }
    if (!DtlsRecords.hasHeader(reading, next, reading.length)) {
      byte[] datagram = nextDatagram(waitMillis);
      if (datagram == null) {
        return -1;
      }
      reading = datagram;
      next = 0;
    }
    return nextRecord(into, offset, length);
  }

  /** Nothing is sent or received any more; whoever waits, wakes. */
  @Override
  public void close() {
    outbound.close();
    closed = true;
    inbound.clear();
    boolean unused = inbound.offer(WAKE_UP);
  }

  /**
   * Hands a datagram over record by record. Given a whole one, Bouncy Castle drops all of it if the
   * first record is of an epoch that has passed: a ChangeCipherSpec that came before would for ever
   * hide the Finished behind its repetition.
   */
  private int nextRecord(byte[] into, int offset, int length) {
    int begin = next;
    next =
        DtlsRecords.hasHeader(reading, begin, reading.length)
            ? Math.min(DtlsRecords.next(reading, begin), reading.length)
            : reading.length;
    System.arraycopy(reading, begin, into, offset, Math.min(length, next - begin));
    return next - begin;
  }

  private byte @Nullable [] nextDatagram(int waitMillis) throws InterruptedIOException {
    byte[] repeated = flights.nextRepeated();
    if (repeated != null) {
      return repeated;
    }
    byte[] datagram = mayWait ? await(waitMillis) : poll();
    if (closed || (datagram == null && !mayWait)) {
      throw new NothingWaiting();
    }
    return datagram != null ? flights.received(datagram) : overdue(waitMillis);
  }

  private byte @Nullable [] await(int waitMillis) throws InterruptedIOException {
    byte[] waiting = poll();
    if (waiting != null) {
      copyDue = false;
      return waiting;
    }
    turn.end();
    try {
      return awaitNext(waitMillis);
    } finally {
      turn.begin();
    }
  }

  private byte @Nullable [] awaitNext(int waitMillis) throws InterruptedIOException {
    long endNanos = System.nanoTime() + Math.min(waitMillis, maxRetransmissionMillis) * 1_000_000L;
    try {
      while (true) {
        long nowNanos = System.nanoTime();
        if (copyDue && copyDueNanos - nowNanos <= 0) {
          copyDue = false;
          outbound.copyFlight();
        }
        long untilNanos = copyDue && copyDueNanos - endNanos < 0 ? copyDueNanos : endNanos;
        byte[] datagram = inbound.poll(untilNanos - nowNanos, TimeUnit.NANOSECONDS);
        if (datagram != null && !flights.isReplay(datagram)) {
          copyDue = false;
          return datagram;
        }
        if (datagram == null && untilNanos == endNanos) {
          return null;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted during the handshake");
    }
  }

  private byte @Nullable [] poll() {
    byte[] datagram = inbound.poll();
    while (datagram != null && flights.isReplay(datagram)) {
      datagram = inbound.poll();
    }
    return datagram;
  }

  /** Nothing came: if Bouncy Castle would wait for longer than we like, has our flight repeated. */
  private byte @Nullable [] overdue(int waitMillis) {
    if (waitMillis <= maxRetransmissionMillis || outbound.repeatClientHello()) {
      return null;
    }
    flights.repeat();
    return flights.nextRepeated();
  }
}
