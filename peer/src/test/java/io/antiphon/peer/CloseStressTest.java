package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection may be closed by anybody, whatever it is doing. */
@Timeout(60)
class CloseStressTest {
  private static final int THREADS = 3;
  private static final int CALLS = 40;

  private final Queue<CompletableFuture<?>> results = new ConcurrentLinkedQueue<>();

  @Test
  void closingAtAnyMomentLeavesNothingBehind() throws Exception {
    Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (long seed = 0; seed < 40; seed++) {
        PeerConnection one = PeerConnection.create(PeerConfig.on(endpoint));
        PeerConnection other = PeerConnection.create(PeerConfig.on(endpoint));
        Future<?>[] running = new Future<?>[THREADS];
        for (int i = 0; i < THREADS; i++) {
          Random random = new Random(seed * THREADS + i);
          running[i] = threads.submit(() -> play(one, other, random));
        }
        for (Future<?> each : running) {
          each.get(20, TimeUnit.SECONDS); // nothing was thrown
        }
        one.close();
        other.close();
        one.closed().get(10, TimeUnit.SECONDS);
        other.closed().get(10, TimeUnit.SECONDS);
        assertEquals(SignalingState.CLOSED, one.signalingState());
      }
      assertAllHaveEnded();
      long started = System.nanoTime();
      while (endpoint.stats().peerCount() > 0
          && System.nanoTime() - started < TimeUnit.SECONDS.toNanos(10)) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertEquals(0, endpoint.stats().peerCount());
    } finally {
      threads.shutdownNow();
      endpoint.close();
    }
  }

  private void play(PeerConnection one, PeerConnection other, Random random) {
    for (int i = 0; i < CALLS; i++) {
      PeerConnection peer = random.nextBoolean() ? one : other;
      PeerConnection to = peer == one ? other : one;
      switch (random.nextInt(12)) {
        case 0 -> peer.addTrack(AudioSource.silence(AudioFormat.MONO_48K));
        case 1 -> stopSoon(peer.addTransceiver(Direction.SENDRECV), random);
        case 2 -> results.add(peer.createOffer());
        case 3 -> results.add(peer.setLocalDescription());
        case 4 -> results.add(peer.offer().thenCompose(to::answer));
        case 5 -> results.add(peer.offer().thenCompose(to::setRemoteDescription));
        case 6 -> results.add(peer.setLocalDescription(SessionDescription.rollback()));
        case 7 -> results.add(peer.setRemoteDescription(SessionDescription.rollback()));
        case 8 -> peer.restartIce();
        case 9 -> results.add(peer.getStats());
        case 10 -> results.add(peer.addIceCandidate(new IceCandidate("", "0", 0)));
        default -> {
          if (random.nextInt(CALLS / 4) == 0) {
            peer.close();
          }
        }
      }
    }
  }

  private static void stopSoon(Transceiver transceiver, Random random) {
    if (random.nextBoolean()) {
      transceiver.stop();
    }
  }

  private void assertAllHaveEnded() throws Exception {
    for (CompletableFuture<?> each : results) {
      try {
        each.get(10, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (!(cause instanceof NegotiationException)) {
          assertInstanceOf(IllegalStateException.class, cause);
        }
      }
    }
    assertTrue(results.size() > 1_000, results.size() + " calls");
  }
}
