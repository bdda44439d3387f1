package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A crowd of tasks leaves the event loop time for what comes from the network. */
class LoopShareTest {
  private static final int TASKS = 100;
  private static final long TASK_NANOS = 1_000_000;

  private static void compute() {
    long endNanos = System.nanoTime() + TASK_NANOS;
    while (endNanos - System.nanoTime() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aDatagramIsReadBeforeAHundredTasksAreDone() throws Exception {
    try (Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Long> read = new CompletableFuture<>();
      endpoint
          .loop()
          .execute(
              () -> {
                try {
                  socket.send(
                      new DatagramPacket(new byte[40], 40, endpoint.localAddresses().get(0)));
                } catch (java.io.IOException e) {
                  read.completeExceptionally(e);
                }
                for (int i = 0; i < TASKS; i++) {
                  endpoint.loop().execute(LoopShareTest::compute);
                }
                endpoint
                    .loop()
                    .execute(() -> read.complete(endpoint.port().statistics().received()));
              });
      assertEquals(1, read.get(30, TimeUnit.SECONDS));
    }
  }
}
