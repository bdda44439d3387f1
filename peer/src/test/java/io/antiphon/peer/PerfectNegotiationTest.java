package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call over loopback whose two sides change it whenever they like. */
@Timeout(60)
class PerfectNegotiationTest {
  private final ExecutorService signalling = Executors.newSingleThreadExecutor();
  private final Heard heard = new Heard();
  private Endpoint here;
  private Endpoint there;
  private PeerConnection polite;
  private PeerConnection impolite;
  private PerfectNegotiation politely;
  private PerfectNegotiation impolitely;

  @BeforeEach
  void open() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    polite = PeerConnection.create(PeerConfig.on(here));
    impolite = PeerConnection.create(PeerConfig.on(there));
    politely =
        new PerfectNegotiation(
            polite, true, each -> signalling.execute(() -> impolitely.receive(each)));
    impolitely =
        new PerfectNegotiation(
            impolite, false, each -> signalling.execute(() -> politely.receive(each)));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    signalling.shutdownNow();
  }

  @Test
  void bothMayBeginAtOnceAndChangeTheCallWhileItRuns() throws Exception {
    impolite.onTrack(
        track -> {
          if ("0".equals(track.mid())) {
            track.addRecorder(heard);
          }
        });
    polite.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    impolite.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 711, -12));
    heard.await(24_000);
    Random random = new Random(1);
    List<Transceiver> more = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      PeerConnection one = random.nextBoolean() ? polite : impolite;
      PeerConnection other = one == polite ? impolite : polite;
      more.add(one.addTransceiver(Direction.SENDRECV));
      if (more.size() > 3) {
        more.remove(random.nextInt(more.size())).stop();
      }
      if (random.nextInt(3) == 0) {
        other.restartIce();
      }
      heard.await(heard.length() + random.nextInt(4_800));
    }
    await(() -> isQuiet() && mids(polite).equals(mids(impolite)));
    heard.await(heard.length() + 24_000);
    // Where a late loop leaves a slot out the tone is spliced: that may tear two pieces or three.
    long skipped = skippedSlots(here) + skippedSlots(there);
    int torn = heard.tornPieces(511, 0.1, heard.seconds() - 0.1);
    assertTrue(torn <= 2 + 3 * skipped, torn + " pieces torn, " + skipped + " slots left out");
    StatsReport.Stats inbound =
        impolite.getStats().get(30, TimeUnit.SECONDS).first("inbound-rtp").orElseThrow();
    assertEquals(0, inbound.number("packetsLost"));
    assertEquals(ConnectionState.CONNECTED, impolite.connectionState());
    assertNotNull(polite.currentLocalDescription());
    assertNull(polite.pendingLocalDescription());
  }

  private static long skippedSlots(Endpoint endpoint) throws Exception {
    return endpoint.skippedSlots().get(30, TimeUnit.SECONDS);
  }

  private boolean isQuiet() {
    return polite.signalingState() == SignalingState.STABLE
        && impolite.signalingState() == SignalingState.STABLE;
  }

  private static List<String> mids(PeerConnection peer) {
    return peer.transceivers().join().stream()
        .map(each -> Objects.requireNonNullElse(each.mid(), "none") + each.isStopped())
        .sorted()
        .toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean() && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertTrue(condition.getAsBoolean(), "in forty seconds");
  }
}
