package io.antiphon.ice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A way of its own to one STUN or TURN server. Never blocks; driven by one thread, which calls
 * {@link #receive} when the selector says so.
 */
abstract class ServerLink implements AutoCloseable {
  private boolean closed;
  private @Nullable String failure;

  /** Whether messages come as a stream, in order and without loss. */
  abstract boolean isStream();

  /**
   * Registers with the selector.
   *
   * @throws IOException if the selector is closed
   */
  abstract void register(Selector selector, Object attachment) throws IOException;

  /** Sends one message now or as soon as the link is up; drops it if too much is waiting. */
  abstract void send(ByteBuffer message);

  /** Goes on connecting, sends what waits, hands over what has come. Never blocks. */
  final void receive(Consumer<ByteBuffer> to) {
    if (closed || failure != null) {
      return;
    }
    try {
      read(to);
    } catch (IOException e) {
      fail(e);
    }
  }

  abstract void read(Consumer<ByteBuffer> to) throws IOException;

  void fail(IOException e) {
    if (failure == null) {
      failure = LinkFailure.inWords(e);
    }
  }

  /** Why it is of no more use, in words; null while it is, or may be. */
  @Nullable String failure() {
    return failure;
  }

  abstract void closeChannel() throws IOException;

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      try {
        closeChannel();
      } catch (IOException e) {
        // There is nothing left to do about it.
        return;
      }
    }
  }
}
