package io.antiphon.signaling;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Hears of what comes by one WebSocket: one call after the other, on a network thread that must not
 * be blocked.
 */
public interface WebSocketListener {
  /** The handshake is done. Called once, before everything else. */
  void onOpen(WebSocket socket);

  /**
   * A frame of a binary message; a message that comes in fragments comes in as many calls.
   *
   * @param data belongs to the listener
   * @return when it is complete the next frame is read; until then the sender is held back
   */
  CompletionStage<Void> onBinary(ByteBuffer data);

  /**
   * A whole text message.
   *
   * @return when it is complete the next frame is read
   */
  CompletionStage<Void> onText(String text);

  /** It is over, in whichever way. Called once, after everything else. */
  void onClose();
}
