package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.processor.ProcessorRegistry;
import io.antiphon.codec.processor.ProcessorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told during a call over loopback. */
@Timeout(60)
class FlightRecordingTest {
  private static final List<String> EVENTS =
      List.of("Handshake", "BufferDecision", "LateTick", "SlowProcessor", "PeerState");

  @TempDir Path folder;

  @Test
  void aCallLeavesItsMarks() throws Exception {
    List<RecordedEvent> events;
    try (Recording recording = new Recording()) {
      EVENTS.forEach(name -> recording.enable("io.antiphon." + name));
      recording.start();
      callWithAStallInIt();
      recording.stop();
      Path file = folder.resolve("call.jfr");
      recording.dump(file);
      events = RecordingFile.readAllEvents(file);
    }
    assertHandshakes(of(events, "Handshake"));
    assertStates(of(events, "PeerState"));
    RecordedEvent late = of(events, "LateTick").get(0);
    assertTrue(late.getDuration("lateness").toMillis() >= 10, late.toString());
    assertTrue(
        of(events, "LateTick").stream().anyMatch(each -> each.getInt("slotsSkipped") >= 5),
        "the stall was longer than five slots");
    RecordedEvent decision =
        of(events, "BufferDecision").stream()
            .filter(each -> each.getString("reader").equals("live"))
            .findFirst()
            .orElseThrow();
    assertEquals("callee", decision.getString("peer"));
    RecordedEvent slow = of(events, "SlowProcessor").get(0);
    assertEquals("callee", slow.getString("peer"));
    assertEquals("sloth", slow.getString("processor"));
    assertEquals("inbound", slow.getString("direction"));
    assertTrue(slow.getString("detail").contains("ms"), slow.toString());
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(each -> each.getEventType().getName().equals("io.antiphon." + name))
        .toList();
  }

  private static void assertHandshakes(List<RecordedEvent> handshakes) {
    assertEquals(
        List.of("callee client", "caller server"),
        handshakes.stream()
            .map(each -> each.getString("peer") + " " + each.getString("role"))
            .sorted()
            .toList());
    for (RecordedEvent each : handshakes) {
      assertEquals("connected", each.getString("result"));
      assertTrue(each.getString("profile").contains("AES"), each.toString());
      assertTrue(each.getDuration().toNanos() > 0, each.toString());
    }
  }

  private static void assertStates(List<RecordedEvent> states) {
    assertTrue(
        states.stream()
            .map(each -> each.getString("peer") + " " + each.getString("state"))
            .toList()
            .containsAll(
                Stream.of("caller", "callee")
                    .flatMap(peer -> Stream.of(peer + " connected", peer + " closed"))
                    .toList()),
        states.toString());
  }

  /** The caller's loop stands still for a quarter of a second: its ticks are late. */
  private static void callWithAStallInIt() throws Exception {
    Heard heard = new Heard();
    try (Endpoint here = Endpoint.open(EndpointConfig.loopback());
        Endpoint there = Endpoint.open(EndpointConfig.loopback())) {
      PeerConnection caller = PeerConnection.create(PeerConfig.on(here).withLabel("caller"));
      PeerConnection callee = PeerConnection.create(PeerConfig.on(there).withLabel("callee"));
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(
          track -> {
            track.addSink(heard);
            track.processing().set(sloths(), List.of(ProcessorSpec.of("sloth")));
          });
      SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
      caller.setRemoteDescription(callee.answer(offer).get(5, TimeUnit.SECONDS)).get();
      heard.await(48_000);
      here.loop().execute(() -> pause(250));
      heard.await(3 * 48_000);
      List<CompletableFuture<Void>> closed = new ArrayList<>();
      for (PeerConnection each : List.of(caller, callee)) {
        each.close();
        closed.add(each.closed());
      }
      for (CompletableFuture<Void> each : closed) {
        each.get(5, TimeUnit.SECONDS);
      }
    }
  }

  /** Processors that take twice the time their frame lasts, until they are bypassed. */
  private static ProcessorRegistry sloths() {
    return ProcessorRegistry.shipped()
        .register(
            "sloth",
            format ->
                new AudioProcessor() {
                  @Override
                  public AudioFrame process(AudioFrame frame) {
                    pause(40);
                    return frame;
                  }
                });
  }

  private static void pause(long millis) {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() - endNanos < 0) {
      Thread.onSpinWait();
    }
  }
}
