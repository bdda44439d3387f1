package io.antiphon.dtlssrtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Packs the records of a flight into as few datagrams as the MTU allows (RFC 6347 §4.1.1), where
 * Bouncy Castle would send each by itself: a flight of five is lost five times less often.
 *
 * <p>Thread-safe: a handshake may be closed while it runs.
 */
final class Coalescer {
  private static final int MAX_FLIGHT = 16;

  private final int mtu;
  private final Consumer<ByteBuffer> sink;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  /** What went out since the peer's turn ended: one flight, or one retransmission of it. */
  private final List<byte[]> flight = new ArrayList<>();

  private boolean complete = true;
  private boolean closed;
  private long nextSequenceNumber;

  Coalescer(int mtu, Consumer<ByteBuffer> sink) {
    this.mtu = mtu;
    this.sink = sink;
  }

  /**
   * Takes one record; sends what waited before it if the two do not fit one datagram. Plaintext
   * records are numbered here, so that what is said again can be given numbers of its own.
   */
  void add(byte[] record, int offset, int length) {
    byte[] full = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (waiting.size() > 0 && waiting.size() + length > mtu) {
        full = take();
      }
      byte[] copy = Arrays.copyOfRange(record, offset, offset + length);
      renumber(copy);
      waiting.write(copy, 0, length);
    }
    emit(full);
  }

  /** Sends what waits: the flight is complete. Says whether there is one since the last call. */
  boolean flush() {
    byte[] rest;
    boolean begun;
    synchronized (this) {
      rest = waiting.size() == 0 || closed ? null : take();
      begun = !complete;
      complete = true;
    }
    emit(rest);
    return begun;
  }

  /** Sends the last flight once more, bit by bit the same: to its receiver a replay. */
  void copyFlight() {
    List<byte[]> copies;
    synchronized (this) {
      copies = closed ? List.of() : List.copyOf(flight);
    }
    copies.forEach(this::emit);
  }

  /**
   * Says the last ClientHello again, in records with new numbers, if nothing but it has been sent;
   * says whether it did so.
   */
  boolean repeatClientHello() {
    List<byte[]> again;
    synchronized (this) {
      if (closed || flight.isEmpty() || !isClientHello(flight.get(0))) {
        return false;
      }
      flight.forEach(this::renumber);
      again = List.copyOf(flight);
    }
    again.forEach(this::emit);
    return true;
  }

  /** Sends what waits, and then nothing any more. */
  void close() {
    boolean unused = flush();
    synchronized (this) {
      closed = true;
    }
  }

  private byte[] take() {
    byte[] datagram = waiting.toByteArray();
    waiting.reset();
    if (complete) {
      flight.clear();
      complete = false;
    }
    if (flight.size() < MAX_FLIGHT) {
      flight.add(datagram);
    }
    return datagram;
  }

  private void renumber(byte[] datagram) {
    nextSequenceNumber = DtlsRecords.renumberPlain(datagram, nextSequenceNumber);
  }

  private static boolean isClientHello(byte[] datagram) {
    return DtlsRecords.isPlainHandshake(datagram, 0, datagram.length)
        && DtlsRecords.messageType(datagram, 0) == DtlsRecords.CLIENT_HELLO;
  }

  private void emit(byte @Nullable [] datagram) {
    if (datagram != null) {
      sink.accept(ByteBuffer.wrap(datagram.clone()));
    }
  }
}
