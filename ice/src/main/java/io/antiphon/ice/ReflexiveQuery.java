package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a STUN server how one of our addresses looks from outside (RFC 8489 §12, RFC 8445 §5.1.1.2).
 *
 * <p>Owns no socket, thread or clock; one thread.
 */
final class ReflexiveQuery {
  private final InetSocketAddress base;
  private final InetSocketAddress server;
  private final Queue<ByteBuffer> transmits = new ArrayDeque<>();
  private final StunExchange exchange;
  private @Nullable InetSocketAddress mapped;
  private @Nullable String failure;

  /** Asks at once, without authentication (RFC 8489 §12 wants none). */
  ReflexiveQuery(
      long nowNanos, InetSocketAddress base, InetSocketAddress server, RandomGenerator random) {
    this.base = base;
    this.server = server;
    exchange = new StunExchange(false, random, transmits);
    exchange.ask(nowNanos, new Binding());
  }

  private final class Binding implements StunExchange.Question {
    @Override
    public ByteBuffer encode(TransactionId id) {
      return StunWriter.request(id).seal();
    }

    @Override
    public void onAnswer(long nowNanos, StunMessage answer) {
      mapped = answer.isSuccess() ? answer.mappedAddress() : null;
      if (mapped == null) {
        failure =
            answer.isError()
                ? "it refuses: " + answer.errorCode() + " " + answer.errorReason()
                : "its answer has no address in it";
      }
    }

    @Override
    public void onSilence(long nowNanos) {
      failure = "it does not answer";
    }
  }

  /** Where it is asked from. */
  InetSocketAddress base() {
    return base;
  }

  InetSocketAddress server() {
    return server;
  }

  boolean awaits(TransactionId id) {
    return exchange.awaits(id);
  }

  /** Takes an answer; what is none is dropped. */
  void receive(long nowNanos, ByteBuffer stun) {
    try {
      StunMessage message = StunMessage.parse(stun);
      StunExchange.Question asked = exchange.take(message);
      if (asked != null) {
        asked.onAnswer(nowNanos, message);
      }
    } catch (StunFormatException e) {
      // As good as lost; the question is asked again.
      return;
    }
  }

  boolean isOver() {
    return mapped != null || failure != null;
  }

  /** How the base looks from outside; null until that is known. */
  @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** Why it never will be, in words; null if it still may. */
  @Nullable String failure() {
    return failure;
  }

  @Nullable ByteBuffer pollTransmit() {
    return transmits.poll();
  }

  void advanceTo(long nowNanos) {
    exchange.advanceTo(nowNanos);
  }

  OptionalLong nextTimeoutNanos() {
    Earliest earliest = new Earliest();
    exchange.consider(earliest);
    return earliest.get();
  }
}
