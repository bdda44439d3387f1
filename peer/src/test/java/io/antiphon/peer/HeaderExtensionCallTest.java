package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.AbsCaptureTime;
import io.antiphon.rtp.AudioLevel;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.PacketStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told in the headers of a call over loopback, as the other side reads it. */
@Timeout(60)
class HeaderExtensionCallTest {
  private static final int SEND_TIME = 9;
  private static final double UNIX_AT_1900 = 2_208_988_800.0;

  /** One packet's header, by the numbers that our offers give. */
  private record Header(
      int number,
      @Nullable AudioLevel level,
      @Nullable String mid,
      int transportSequence,
      @Nullable AbsCaptureTime captured,
      int sendTime) {
    static Header of(RtpPacket packet) {
      return new Header(
          packet.sequenceNumber(),
          packet.audioLevel(1),
          packet.mid(2),
          packet.transportSequence(3),
          packet.absCaptureTime(5),
          packet.absSendTime(SEND_TIME));
    }
  }

  private final BlockingQueue<Header> headers = new LinkedBlockingQueue<>();
  private Endpoint here;
  private Endpoint there;
  private PeerConnection caller;
  private PeerConnection callee;

  @BeforeEach
  void open() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(here));
    callee = PeerConnection.create(PeerConfig.on(there));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private void listenTo(PeerConnection peer) {
    peer.onTrack(
        track -> track.setPacketSink((now, packet, ticks) -> headers.add(Header.of(packet))));
  }

  private Header next() throws InterruptedException {
    Header header = headers.poll(20, TimeUnit.SECONDS);
    if (header == null) {
      throw new AssertionError("no packet for 20 s");
    }
    return header;
  }

  @Test
  void everyPacketTellsItsLevelAndItsNumberAndSomeWhenTheyWereCaptured() throws Exception {
    listenTo(callee);
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    List<AbsCaptureTime> captured = new ArrayList<>();
    Header before = next();
    assertEquals("0", before.mid(), "nobody knows yet where it belongs");
    for (Header now = next(); captured.size() < 3 || now.mid() != null; now = next()) {
      AudioLevel level = now.level();
      assertTrue(level != null && level.voice(), now.toString());
      assertEquals(15, level.levelDbov(), 2, "a sine with its peak at -12 dBov");
      int packets = (now.number() - before.number()) & 0xFFFF;
      int numbers = (now.transportSequence() - before.transportSequence()) & 0xFFFF;
      assertEquals(packets, numbers, () -> "numbered apart from the only stream");
      if (now.captured() != null) {
        captured.add(now.captured());
      }
      before = now;
    }
    double unixSeconds = captured.get(2).captureSeconds() - UNIX_AT_1900;
    assertEquals(System.currentTimeMillis() / 1000.0, unixSeconds, 40);
    double apart = captured.get(2).captureSeconds() - captured.get(1).captureSeconds();
    assertTrue(apart >= 1, apart + " s apart");
  }

  @Test
  void theTimeOfSendingIsToldWhereNumbersAreNotTaken() throws Exception {
    listenTo(caller);
    callee.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 711, -12));
    String offer =
        caller
            .offer()
            .get(5, TimeUnit.SECONDS)
            .sdp()
            .replaceFirst(
                "a=extmap:3 [^\r]*",
                "a=extmap:9 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time");
    SessionDescription answer =
        callee.answer(SessionDescription.offer(offer)).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    Header before = next();
    for (int i = 0; i < 10; i++) {
      Header now = next();
      assertEquals(RtpPacket.ABSENT, now.transportSequence());
      assertNotEquals(RtpPacket.ABSENT, now.sendTime());
      assertTrue(later(before.sendTime(), now.sendTime()) < 10, "time goes on");
      before = now;
    }
    double ago = later(before.sendTime(), PacketStamp.sendTime(System.nanoTime()));
    assertTrue(ago < 20, ago + " s ago");
  }

  /** Seconds from one to the other; it comes round after 64. */
  private static double later(int from, int to) {
    return ((to - from) & 0xFF_FFFF) / (double) (1 << 18);
  }
}
