package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.processor.ProcessorSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mix slot by slot, on the event loop, without a network. */
class RoomMixTest {
  private static final double AMPLITUDE = 4_000;

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
  void nobodyClicksWhenOthersTalkComeAndGo() throws Exception {
    onLoop(() -> assertSmooth(new Processing()));
  }

  @Test
  void nobodyClicksWhoHasProcessorsOfTheirOwn() throws Exception {
    Processing processing = new Processing(() -> 0); // no processor is too slow on a busy machine
    processing.set(List.of(ProcessorSpec.of("high-pass").with("hz", 80)));
    onLoop(() -> assertSmooth(processing));
  }

  /** Ben, who speaks now and then, hears Ann all the time, and Cat while she is there. */
  private boolean assertSmooth(Processing processing) throws Exception {
    Listener ben = new Listener(processing);
    room.add(members.get(0));
    room.add(members.get(1));
    for (int slot = 0; slot < 600; slot++) {
      if (slot == 200) {
        room.add(members.get(2));
      }
      if (slot == 420) {
        members.get(2).leave();
      }
      members.get(0).voice().accept(tone(511, slot));
      if (slot % 150 >= 60 && slot % 150 < 100) {
        members.get(1).voice().accept(tone(711, slot));
      }
      if (slot >= 200 && slot < 420) {
        members.get(2).voice().accept(tone(433, slot));
      }
      room.mix(0, 1);
      ben.hear(heard.get(1).source(), slot);
    }
    double alone = AMPLITUDE * 2 * Math.PI * 511 / 48_000;
    double both = alone + AMPLITUDE * 2 * Math.PI * 433 / 48_000;
    assertTrue(ben.encoders > 5, ben.encoders + " encoders");
    assertTrue(ben.steepest(50, 199) < 1.2 * alone, ben.steepest(50, 199) + " of " + alone);
    assertTrue(ben.steepest(50, 600) < 1.2 * both, ben.steepest(50, 600) + " of " + both);
    return true;
  }

  private static AudioFrame tone(double hertz, int slot) {
    AudioFrame frame = frame(AudioFormat.MONO_48K, 0);
    for (int i = 0; i < 960; i++) {
      double angle = 2 * Math.PI * hertz * (slot * 960.0 + i) / 48_000;
      frame.samples()[i] = (short) Math.round(AMPLITUDE * Math.sin(angle));
    }
    return frame;
  }

  /** Somebody who takes what there is to hear from whatever encoder it comes, as a peer does. */
  private static final class Listener {
    private static final Encoding ENCODING =
        Encoding.of(
            new CodecParameters(AudioCodec.OPUS, 111, Map.of()),
            2,
            ContentHint.MUSIC,
            AudioConfig.defaults());

    private final IdentityHashMap<AudioSource, SharedSource> sources = new IdentityHashMap<>();
    private final OpusDecoder decoder = new OpusDecoder(1);
    private final short[] pcm = new short[600 * 960];
    private final Processing processing;
    private EncodedSource current;
    private int encoders;

    Listener(Processing processing) {
      this.processing = processing;
    }

    void hear(AudioSource source, int slot) throws Exception {
      if (current == null || current.source().source() != source) {
        SharedSource shared =
            sources.computeIfAbsent(source, s -> new SharedSource(s, AudioConfig.defaults()));
        if (current != null) {
          current.source().release(current);
        }
        current = shared.encoded(ENCODING, processing.specs().isEmpty() ? null : processing);
        encoders++;
      }
      current.advanceTo(slot);
      decoder.decode(current.payload(0), 0, current.payloadLength(0), pcm, slot * 960);
    }

    double steepest(int fromSlot, int toSlot) {
      double steepest = 0;
      for (int i = fromSlot * 960; i < toSlot * 960; i++) {
        steepest = Math.max(steepest, Math.abs(pcm[i] - pcm[i - 1]));
      }
      return steepest;
    }
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
