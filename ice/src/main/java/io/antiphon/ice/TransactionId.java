package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The 96 bits that join an answer to its request (RFC 8489 §5). */
record TransactionId(long high, int low) {
  static final int LENGTH = 12;

  static TransactionId generate(RandomGenerator random) {
    return new TransactionId(random.nextLong(), random.nextInt());
  }

  /** Reads it from its place in a STUN message. */
  static TransactionId of(ByteBuffer stun) {
    int at = stun.position() + StunFraming.TRANSACTION_ID_OFFSET;
    return new TransactionId(stun.getLong(at), stun.getInt(at + Long.BYTES));
  }

  byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(high).putInt(low).array();
  }
}
