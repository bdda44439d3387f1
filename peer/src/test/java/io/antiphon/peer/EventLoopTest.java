package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoopTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Semaphore received = new Semaphore(0);
  private volatile long waitNanos = NEVER_NANOS;
  private volatile CountDownLatch turns = new CountDownLatch(1);

  /** Reads all that has come, and then has nothing to do. */
  private EventLoop.Turn turn(DatagramChannel channel, boolean wakesPerPacket) {
    ByteBuffer datagram = ByteBuffer.allocate(64);
    return new EventLoop.Turn() {
      @Override
      public long run(long nowNanos) {
        try {
          while (channel.receive(datagram.clear()) != null) {
            received.release();
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        turns.countDown();
        return System.nanoTime() + waitNanos;
      }

      @Override
      public boolean wakesPerPacket() {
        return wakesPerPacket;
      }
    };
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    return channel;
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsAPacketLongBeforeAnythingElseIsDue(boolean wakesPerPacket) throws Exception {
    try (DatagramChannel channel = open();
        DatagramChannel other = open();
        EventLoop loop = new EventLoop("test-loop", turn(channel, wakesPerPacket))) {
      channel.register(loop.selector(), SelectionKey.OP_READ);
      loop.start();
      for (int i = 0; i < 20; i++) {
        other.send(ByteBuffer.wrap(new byte[] {1}), channel.getLocalAddress());
        assertTrue(received.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS), "packet " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void runsATaskLongBeforeAnythingElseIsDue(boolean wakesPerPacket) throws Exception {
    try (DatagramChannel channel = open();
        EventLoop loop = new EventLoop("test-loop", turn(channel, wakesPerPacket))) {
      channel.register(loop.selector(), SelectionKey.OP_READ);
      loop.start();
      for (int i = 0; i < 20; i++) {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(done::countDown);
        await(done);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 3_400_000})
  void whatIsDueIsDoneThoughNothingArrives(long afterNanos) throws Exception {
    waitNanos = afterNanos;
    turns = new CountDownLatch(50);
    try (DatagramChannel channel = open();
        EventLoop loop = new EventLoop("test-loop", turn(channel, true))) {
      channel.register(loop.selector(), SelectionKey.OP_READ);
      loop.start();
      await(turns);
    }
  }
}
