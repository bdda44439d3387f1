package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server, sent again until they are answered (RFC 8489 §6.2).
 *
 * <p>Over UDP the first comes again after 500 ms, then the wait doubles. The RFC would go on for
 * 39.5 s; nobody waits for a candidate that long, so it ends after 9.5 s, over a stream likewise.
 */
final class StunExchange {
  /** What is asked, and what becomes of the answer. */
  interface Question {
    /** The whole request under this ID. */
    ByteBuffer encode(TransactionId id);

    /** A success or an error response. */
    void onAnswer(long nowNanos, StunMessage answer);

    /** None has come. */
    void onSilence(long nowNanos);
  }

  static final long RTO_NANOS = 500_000_000L;
  static final long PATIENCE_NANOS = 9_500_000_000L;

  private static final class Pending {
    final Question question;
    final ByteBuffer request;
    final long endNanos;
    long rtoNanos = RTO_NANOS;
    long againNanos;

    Pending(Question question, ByteBuffer request, long nowNanos, boolean repeats) {
      this.question = question;
      this.request = request;
      endNanos = nowNanos + PATIENCE_NANOS;
      againNanos = repeats ? nowNanos + rtoNanos : endNanos;
    }

    long dueNanos() {
      return endNanos - againNanos <= 0 ? endNanos : againNanos;
    }

    boolean repeat(long nowNanos) {
      if (endNanos - nowNanos <= 0) {
        return false;
      }
      rtoNanos *= 2;
      againNanos = nowNanos + rtoNanos;
      return true;
    }
  }

  private final boolean reliable;
  private final RandomGenerator random;
  private final Queue<ByteBuffer> transmits;
  private final Map<TransactionId, Pending> pending = new HashMap<>();

  /**
   * An exchange of nothing yet.
   *
   * @param reliable over a stream: nothing is sent twice
   */
  StunExchange(boolean reliable, RandomGenerator random, Queue<ByteBuffer> transmits) {
    this.reliable = reliable;
    this.random = random;
    this.transmits = transmits;
  }

  void ask(long nowNanos, Question question) {
    TransactionId id = TransactionId.generate(random);
    ByteBuffer request = question.encode(id);
    pending.put(id, new Pending(question, request, nowNanos, !reliable));
    transmits.add(request.duplicate());
  }

  /** Sends a request whose answer does not matter. */
  void tell(Function<TransactionId, ByteBuffer> request) {
    transmits.add(request.apply(TransactionId.generate(random)));
  }

  boolean awaits(TransactionId id) {
    return pending.containsKey(id);
  }

  /** What the answer belongs to, which then no longer waits for one; null if to nothing. */
  @Nullable Question take(StunMessage answer) {
    Pending answered = pending.remove(answer.transactionId());
    return answered == null ? null : answered.question;
  }

  void advanceTo(long nowNanos) {
    List<TransactionId> due = new ArrayList<>();
    pending.forEach(
        (id, each) -> {
          if (each.dueNanos() - nowNanos <= 0) {
            due.add(id);
          }
        });
    for (TransactionId id : due) {
      Pending each = pending.get(id);
      if (each == null) {
        continue;
      }
      if (each.repeat(nowNanos)) {
        transmits.add(each.request.duplicate());
      } else {
        pending.remove(id);
        each.question.onSilence(nowNanos);
      }
    }
  }

  void consider(Earliest earliest) {
    pending.values().forEach(each -> earliest.consider(each.dueNanos()));
  }

  void clear() {
    pending.clear();
  }
}
