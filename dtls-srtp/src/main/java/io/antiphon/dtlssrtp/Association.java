package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.bouncycastle.tls.DTLSTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left once the handshake is done: nothing but a close_notify, or a Finished sent again
 * because ours was lost, is to be read. No thread waits for them.
 */
final class Association {
  private static final Logger log = LoggerFactory.getLogger(Association.class);

  private final DTLSTransport transport;
  private final DatagramQueue datagrams;
  private final HandshakeOutcome outcome;
  private final Executor executor;
  private final BooleanSupplier connected;
  private final Runnable closedByPeer;
  private final AtomicBoolean reading = new AtomicBoolean();

  /**
   * One that is connected.
   *
   * @param executor where it reads
   * @param connected whether it still is
   * @param closedByPeer told when the other side has ended it
   */
  Association(
      DTLSTransport transport,
      DatagramQueue datagrams,
      HandshakeOutcome outcome,
      Executor executor,
      BooleanSupplier connected,
      Runnable closedByPeer) {
    this.transport = transport;
    this.datagrams = datagrams;
    this.outcome = outcome;
    this.executor = executor;
    this.connected = connected;
    this.closedByPeer = closedByPeer;
  }

  /** Has what waits read on the executor. */
  void read() {
    if (!reading.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(
          () -> {
            readWaiting();
            reading.set(false);
            if (!datagrams.isEmpty() && connected.getAsBoolean()) {
              read();
            }
          });
    } catch (RejectedExecutionException e) {
      reading.set(false); // what waits stays; the peer sends again, and then it is tried again
    }
  }

  private void readWaiting() {
    try {
      byte[] applicationData = new byte[transport.getReceiveLimit()];
      while (connected.getAsBoolean() && !outcome.isClosedByPeer()) {
        // Data channels are not spoken here: what is decrypted is not looked at.
        int ignored = transport.receive(applicationData, 0, applicationData.length, 1);
      }
    } catch (DatagramQueue.NothingWaiting e) {
      log.trace("all read");
    } catch (IOException e) {
      log.debug("the association broke", e);
      closedByPeer.run();
    }
    datagrams.flush();
    if (outcome.isClosedByPeer()) {
      closedByPeer.run();
    }
  }

  /** Sends a close_notify. */
  void close() throws IOException {
    transport.close();
  }
}
