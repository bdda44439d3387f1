package io.antiphon.signaling;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** The way out of one WebSocket (RFC 6455). Any thread. */
public interface WebSocket {
  /**
   * Sends a binary message.
   *
   * @param data not copied; must not change any more
   * @return complete when the network has taken it; fails if the socket is closed, or if more than
   *     a megabyte waits already
   */
  CompletionStage<Void> sendBinary(ByteBuffer data);

  /** Sends a text message; as {@link #sendBinary}. */
  CompletionStage<Void> sendText(String text);

  /**
   * Ends it, saying why.
   *
   * @param code 1000 for a normal end, 1008 for a breach of the rules, … (RFC 6455 §7.4)
   * @param reason in at most 123 bytes
   */
  void close(int code, String reason);
}
