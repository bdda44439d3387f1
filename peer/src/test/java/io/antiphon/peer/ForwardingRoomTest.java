package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.processor.ProcessorSpec;
import io.antiphon.rtp.RtpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms that send voices on as they are, over a real loopback. */
@Timeout(60)
class ForwardingRoomTest {
  private static final double ANN_HZ = 511;
  private static final double BEN_HZ = 711;
  private static final double CAT_HZ = 433;

  private static final double LONG_ENOUGH = 0.4;

  private Endpoint house;
  private Room room;

  /** One packet as it came. */
  private record Packet(int sequenceNumber, int timestamp, boolean marker, ByteBuffer payload) {
    static Packet of(RtpPacket packet) {
      byte[] copy = new byte[packet.payloadLength()];
      System.arraycopy(packet.buffer(), packet.payloadOffset(), copy, 0, copy.length);
      return new Packet(
          packet.sequenceNumber(), packet.timestamp(), packet.marker(), ByteBuffer.wrap(copy));
    }
  }

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    house = Endpoint.open(EndpointConfig.loopback());
    room = Room.on(house, RoomMode.FORWARD);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private <T> T onLoop(java.util.function.Supplier<T> question) throws Exception {
    return CompletableFuture.supplyAsync(question, house.loop()).get(30, TimeUnit.SECONDS);
  }

  private long skippedHere() throws Exception {
    return house.skippedSlots().get(30, TimeUnit.SECONDS);
  }

  private static List<Packet> capture(Transceiver section) {
    List<Packet> packets = java.util.Collections.synchronizedList(new ArrayList<>());
    section.receiver().setPacketSink((now, packet, ticks) -> packets.add(Packet.of(packet)));
    return packets;
  }

  /** What a guest's encoder makes of a tone, for so many slots. */
  private static List<ByteBuffer> payloads(Guest guest, double hertz, int slots) {
    SharedSource source =
        new SharedSource(
            AudioSource.tone(AudioFormat.MONO_48K, hertz, Guest.PEAK_DBFS), AudioConfig.defaults());
    CodecParameters codec = guest.here().session().outbound().get(0).codec();
    assertNotNull(codec);
    Encoding encoding = Encoding.of(codec, 1, ContentHint.SPEECH, AudioConfig.defaults());
    EncodedSource encoded = source.encoded(encoding, null);
    List<ByteBuffer> payloads = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      encoded.advanceTo(slot);
      payloads.add(ByteBuffer.wrap(encoded.payload(0).clone(), 0, encoded.payloadLength(0)));
    }
    return payloads;
  }

  @Test
  void packetsArriveAsTheyWereSentAndNothingIsDecodedOrEncoded() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(2).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(2).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).withVoices(2).join(room, "cat")) {
      cat.voices().get(0).await(48_000);
      List<Packet> first = capture(ann.sections().get(0));
      cat.voices().get(0).await(96_000);
      ann.voices().get(0).await(48_000);
      ann.voices().get(1).await(48_000);
      ann.voices().get(0).awaitTones(0, LONG_ENOUGH, BEN_HZ);
      ann.voices().get(1).awaitTones(0, LONG_ENOUGH, CAT_HZ);
      assertEquals(0, ann.heard().length(), "nothing is mixed");
      List<ByteBuffer> sent = payloads(ben, BEN_HZ, 1_000);
      List<ByteBuffer> got = List.copyOf(first).stream().map(Packet::payload).toList();
      assertTrue(got.size() > 30, got.size() + " packets");
      assertTrue(
          java.util.Collections.indexOfSubList(sent, got) >= 0, "bytes are not those of Ben");
      assertEquals(0, onLoop(house::encoders));
      assertNull(onLoop(() -> ben.there().session().inbound().get(0).live()));
      assertTrue(room.activeSpeaker().isPresent(), "told by the levels in the packets");
    }
  }

  @Test
  void numbersAndTimeGoOnFromVoiceToVoice() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(1);
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(1);
        Guest cat = Guest.mono(house, CAT_HZ).withVoices(1)) {
      ann.speak(false);
      cat.speak(false);
      List<Packet> packets = capture(ann.sections().get(0));
      ann.join(room, "ann");
      ben.join(room, "ben");
      cat.join(room, "cat");
      Heard heard = ann.voices().get(0);
      heard.await(48_000);
      for (int i = 0; i < 2; i++) {
        cat.speak(true);
        ben.speak(false);
        heard.await(heard.length() + 48_000);
        cat.speak(false);
        ben.speak(true);
        heard.await(heard.length() + 48_000);
      }
      // A loop that stood still leaves slots out, and the voice's time has a gap then.
      long mostTicks = 960 * (3 + ben.skippedSlots() + cat.skippedSlots() + skippedHere());
      List<Packet> all = List.copyOf(packets);
      List<Integer> marked = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        Packet before = all.get(i - 1);
        Packet now = all.get(i);
        assertEquals((before.sequenceNumber() + 1) & 0xFFFF, now.sequenceNumber(), "packet " + i);
        int ticks = now.timestamp() - before.timestamp();
        assertTrue(ticks > 0 && ticks % 960 == 0 && ticks <= mostTicks, i + ": " + ticks);
        // A voice marks its own packet after it was held up, and then there is a gap before it.
        if (now.marker() && (ticks == 960 || i > 30)) {
          marked.add(i);
        }
      }
      assertTrue(all.get(0).marker(), "the first is marked");
      assertTrue(marked.size() >= 4, "a mark at each switch: " + marked);
      heard.awaitTones(heard.seconds(), LONG_ENOUGH, BEN_HZ);
    }
  }

  @Test
  void whoHasOneSectionAloneGetsTheMix() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(2).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(2).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat")) {
      cat.heard().awaitTones(0, LONG_ENOUGH, ANN_HZ, BEN_HZ);
      assertEquals(1, onLoop(house::encoders), "one mix, for Cat");
      ann.voices().get(1).awaitTones(0, LONG_ENOUGH, CAT_HZ);
    }
  }

  @Test
  void whoSpeaksG711IsMixedInForThoseWhoGetVoicesAsTheyAre() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(2).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(2).join(room, "ben");
        Guest cat = Guest.mono(house, CAT_HZ).join(room, "cat", Sdp::pcmuOnly)) {
      ann.heard().awaitTones(0, LONG_ENOUGH, CAT_HZ);
      ann.voices().get(0).awaitTones(0, LONG_ENOUGH, BEN_HZ);
      assertEquals(0, ann.voices().get(1).length());
      assertTrue(cat.heard().seconds() > 0);
      assertTrue(ben.heard().seconds() > 0);
    }
  }

  @Test
  void whoIsProcessedIsNotSentOnAsTheyAre() throws Exception {
    try (Guest ann = Guest.mono(house, ANN_HZ).withVoices(2).join(room, "ann");
        Guest ben = Guest.mono(house, BEN_HZ).withVoices(2).join(room, "ben")) {
      Heard voice = ann.voices().get(0);
      voice.await(4_800);
      Processing processing = ben.there().transceivers().join().get(0).receiver().processing();
      processing.set(List.of(ProcessorSpec.of("gain").with("db", -20)));
      ann.heard().awaitTones(0, LONG_ENOUGH, BEN_HZ);
      double from = ann.listen(1.5) + 0.5;
      int raw = voice.length();
      ann.listen(0.5);
      double rms = Math.pow(10, (Guest.PEAK_DBFS - 20) / 20) / Math.sqrt(2);
      assertEquals(rms, ann.heard().level(from, from + 1), 0.25 * rms);
      assertEquals(raw, voice.length(), "no packet of Ben's is sent on as it is");
      processing.set(List.of());
      voice.awaitTones(raw / 48_000.0, LONG_ENOUGH, BEN_HZ); // as Ben is, from now on
    }
  }
}
