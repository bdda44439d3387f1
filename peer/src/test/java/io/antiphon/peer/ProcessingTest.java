package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.processor.ProcessorBypass;
import io.antiphon.codec.processor.ProcessorConfigException;
import io.antiphon.codec.processor.ProcessorRegistry;
import io.antiphon.codec.processor.ProcessorSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processors in a call over a real loopback. */
@Timeout(60)
class ProcessingTest {
  private static final int SECOND = 48_000;
  private static final double DBFS = -12;

  private final Heard live = new Heard();
  private final Heard recorded = new Heard();
  private Endpoint here;
  private Endpoint there;
  private PeerConnection caller;
  private PeerConnection callee;
  private Transceiver said;
  private RemoteTrack track;

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void call() throws Exception {
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(here));
    callee = PeerConnection.create(PeerConfig.on(there));
    said = caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, DBFS));
    CompletableFuture<RemoteTrack> tracks = new CompletableFuture<>();
    callee.onTrack(tracks::complete);
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(callee.answer(offer).get(5, TimeUnit.SECONDS)).join();
    track = tracks.get(5, TimeUnit.SECONDS);
    track.addSink(live);
    track.addRecorder(recorded);
  }

  @AfterEach
  void hangUp() {
    here.close();
    there.close();
  }

  @Test
  void whatIsSaidIsProcessedBeforeItIsHeardAndBeforeItIsRecorded() throws Exception {
    live.await(SECOND);
    assertEquals(amplitude(0), live.level(0.5, 1), 0.1 * amplitude(0));
    track.processing().set(List.of(ProcessorSpec.of("gain").with("db", -12)));
    int from = Math.max(live.length(), recorded.length());
    live.await(from + 2 * SECOND);
    recorded.await(from + 2 * SECOND);
    double after = from / (double) SECOND + 1;
    assertEquals(amplitude(-12), live.level(after, after + 1), 0.15 * amplitude(-12));
    assertEquals(amplitude(-12), recorded.level(after, after + 1), 0.15 * amplitude(-12));
    assertEquals("gain", track.processing().status().get(0).spec().name());
    assertTrue(track.processing().status().get(0).frames() > 10);
  }

  @Test
  void whatIsSentIsProcessedForThisPeerAlone() throws Exception {
    said.processing().set(List.of(ProcessorSpec.of("gain").with("db", -12)));
    recorded.await(2 * SECOND);
    assertEquals(amplitude(-12), recorded.level(1, 2), 0.15 * amplitude(-12));
    said.processing().set(List.of());
    int from = recorded.length();
    recorded.await(from + 2 * SECOND);
    double after = from / (double) SECOND + 1;
    assertEquals(amplitude(0), recorded.level(after, after + 1), 0.1 * amplitude(0));
  }

  @Test
  void aProcessorThatThrowsIsBypassedAndReportedAndTheCallGoesOn() throws Exception {
    CompletableFuture<ProcessorBypass> reported = new CompletableFuture<>();
    track.processing().onBypass(reported::complete);
    ProcessorRegistry registry =
        ProcessorRegistry.shipped()
            .register(
                "broken",
                format ->
                    new AudioProcessor() {
                      @Override
                      public AudioFrame process(AudioFrame frame) {
                        throw new IllegalStateException("out of order");
                      }
                    });
    track.processing().set(registry, List.of(ProcessorSpec.of("broken")));
    ProcessorBypass bypass = reported.get(5, TimeUnit.SECONDS);
    assertEquals(ProcessorBypass.Reason.FAILED, bypass.reason());
    assertTrue(bypass.detail().contains("out of order"), bypass.detail());
    int from = recorded.length();
    recorded.await(from + SECOND);
    double after = from / (double) SECOND;
    assertEquals(amplitude(0), recorded.level(after + 0.2, after + 1), 0.1 * amplitude(0));
  }

  @Test
  void aChainThatCannotBeLeavesTheOldOneInForce() {
    List<ProcessorSpec> before = List.of(ProcessorSpec.of("gain").with("db", -6));
    track.processing().set(before);
    assertThrows(
        ProcessorConfigException.class,
        () -> track.processing().set(List.of(ProcessorSpec.of("gain").with("db", 99))));
    assertThrows(
        ProcessorConfigException.class,
        () -> track.processing().set(List.of(ProcessorSpec.of("no-such-thing"))));
    assertEquals(before, track.processing().specs());
  }

  /** Root mean square of the tone after a gain, full scale being 1. */
  private static double amplitude(double gainDb) {
    return Math.pow(10, (DBFS + gainDb) / 20) / Math.sqrt(2);
  }
}
