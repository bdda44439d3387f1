package io.antiphon.ice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS over a connection to a server whose certificate must name the host that was asked for. Never
 * blocks: checking a certificate is left to an executor.
 */
final class TlsLayer {
  private final SSLEngine engine;
  private final Executor executor;
  private final Runnable wakeUp;
  private final AtomicInteger delegated = new AtomicInteger();
  private final ByteBuffer encrypted;
  private final ByteBuffer clear;

  /**
   * A client's side of TLS.
   *
   * @param host as the URL names it
   * @param executor for what takes long
   * @param wakeUp called on the executor when that is done: read again
   */
  TlsLayer(SSLContext context, String host, int port, Executor executor, Runnable wakeUp)
      throws SSLException {
    engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110 §4.3.4, RFC 2818
    engine.setSSLParameters(parameters);
    this.executor = executor;
    this.wakeUp = wakeUp;
    encrypted = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
    clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
  }

  /** Whether the handshake cannot go on before something was written. */
  boolean mustWrite() {
    return !isBusy() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
  }

  /**
   * Reads what has come.
   *
   * @param into for what was sent to us; what does not fit is read next time
   * @return how many bytes, 0 if none are there now, -1 at the end
   */
  int read(ReadableByteChannel channel, ByteBuffer into) throws IOException {
    if (isBusy() || mustWrite()) {
      return 0; // what the executor finds out, the next call to the engine says
    }
    int before = into.position();
    int count = channel.read(encrypted);
    encrypted.flip();
    try {
      unwrap(into);
    } finally {
      encrypted.compact();
    }
    int fresh = into.position() - before;
    boolean end = count < 0 || engine.isInboundDone();
    return fresh == 0 && end && !isBusy() && !mustWrite() ? -1 : fresh;
  }

  private void unwrap(ByteBuffer into) throws SSLException {
    while (!isBusy() && into.remaining() >= clear.capacity()) {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        return;
      }
      SSLEngineResult result = engine.unwrap(encrypted, clear.clear());
      into.put(clear.flip());
      delegate();
      if (result.getStatus() != Status.OK
          || (result.bytesConsumed() == 0 && result.bytesProduced() == 0)) {
        return;
      }
    }
  }

  /** Encrypts as much as there is room for, once the handshake permits it. */
  void write(ByteBuffer from, ByteBuffer into) throws SSLException {
    while (!isBusy() && (from.hasRemaining() || mustWrite())) {
      SSLEngineResult result = engine.wrap(from, into);
      delegate();
      if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
        return;
      }
    }
  }

  private boolean isBusy() {
    return delegated.get() > 0;
  }

  private void delegate() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      Runnable next = task;
      delegated.incrementAndGet();
      executor.execute(
          () -> {
            try {
              next.run();
            } finally {
              delegated.decrementAndGet();
              wakeUp.run();
            }
          });
    }
  }
}
