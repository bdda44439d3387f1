package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mix slot by slot, on the event loop, without a network. */
class RoomMixTest {
  private Endpoint endpoint;
  private RoomMix room;
  private final List<RoomMember> members = new ArrayList<>();
  private final List<Transceiver> heard = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    endpoint = Endpoint.open(EndpointConfig.loopback());
    room = new RoomMix(endpoint, RoomMode.MIX, speaker -> {});
    for (String id : List.of("ann", "ben", "cat")) {
      PeerConnection connection = PeerConnection.create(PeerConfig.on(endpoint));
      heard.add(connection.addTrack(room.common()));
      members.add(new RoomMember(id, connection, heard.get(heard.size() - 1), room));
    }
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private void onLoop(Callable<?> action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    endpoint
        .loop()
        .execute(
            () -> {
              try {
                action.call();
                done.complete(null);
              } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
              }
            });
    done.get(20, TimeUnit.SECONDS);
  }

  private static AudioFrame frame(AudioFormat format, int value) {
    AudioFrame frame = new AudioFrame(format, format.samplesPerChannel(20));
    Arrays.fill(frame.samples(), (short) value);
    frame.setSamplesPerChannel(frame.capacityPerChannel());
    return frame;
  }

  @Test
  void whoSpeaksHasAMixOfTheirOwnUntilTwoSecondsAfter() throws Exception {
    onLoop(
        () -> {
          members.forEach(room::add);
          room.mix(0, 1);
          assertSame(room.common(), heard.get(0).source());
          members.get(0).voice().accept(frame(AudioFormat.MONO_48K, 1_000));
          members.get(1).voice().accept(frame(AudioFormat.STEREO_48K, 300));
          room.mix(0, 1);
          MixSource own = (MixSource) heard.get(0).source();
          assertEquals(300, own.pcm()[1_900], "the other one");
          assertEquals(1_300, room.common().pcm()[1_900], "both");
          assertSame(room.common(), heard.get(2).source());
          int slots = 0;
          while (heard.get(0).source() != room.common()) {
            room.mix(0, 1);
            slots++;
          }
          assertEquals(101, slots, "one to fade out in, and two seconds");
          return slots;
        });
  }

  @Test
  void whatSomebodyElseGivesThemToHearIsLeftAlone() throws Exception {
    onLoop(
        () -> {
          members.forEach(room::add);
          Echo pushed = new Echo();
          heard.get(0).replaceSource(pushed);
          members.get(0).voice().accept(frame(AudioFormat.MONO_48K, 1_000));
          room.mix(0, 1);
          assertSame(pushed, heard.get(0).source());
          heard.get(0).replaceSource(room.common());
          room.mix(0, 1);
          return assertOwn(heard.get(0));
        });
  }

  private boolean assertOwn(Transceiver transceiver) {
    assertNotSame(room.common(), transceiver.source());
    return true;
  }

  @Test
  void nothingIsAllocatedPerSlot() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AudioFrame wide = frame(AudioFormat.STEREO_48K, 1_000);
    AudioFrame narrow = frame(AudioFormat.mono(8_000), 500);
    onLoop(
        () -> {
          members.forEach(room::add);
          long before = 0;
          for (int i = 0; i < 3_000; i++) {
            if (i == 2_000) {
              before = threads.getCurrentThreadAllocatedBytes();
            }
            members.get(0).voice().accept(wide);
            members.get(1).voice().accept(narrow);
            room.mix(0, 1);
          }
          long bytes = threads.getCurrentThreadAllocatedBytes() - before;
          assertEquals(0, bytes / 1_000, bytes + " bytes in a thousand slots");
          return bytes;
        });
  }
}
