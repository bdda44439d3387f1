package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.ice.IceConfig;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpEvent;
import io.antiphon.rtp.stream.RtpSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the goodbyes of sources mean for a call: in virtual time, and once over the loopback. */
@Timeout(60)
class FarewellTest {
  private static final long SECOND = 1_000_000_000L;
  private final RtpSession session = new RtpSession(RtpConfig.of("us"), new Random(1), 0);
  private final Farewell farewell = new Farewell();
  private int sequence;

  private void packet(long nowNanos, int ssrc) throws Exception {
    byte[] bytes = new byte[32];
    ByteBuffer.wrap(bytes)
        .put((byte) 0x80)
        .put((byte) 111)
        .putShort((short) ++sequence)
        .putInt(960 * sequence)
        .putInt(ssrc);
    RtpPacket packet = new RtpPacket();
    packet.wrap(bytes, 0, bytes.length);
    session.receiveRtp(nowNanos, packet);
    listen(nowNanos);
  }

  /** A compound of an empty receiver report and a BYE (RFC 3550 §6.6). */
  private static ByteBuffer bye(int... ssrcs) {
    int length = 12 + 4 * ssrcs.length;
    ByteBuffer compound = ByteBuffer.allocate(length + RtpSession.TAIL_ROOM).limit(length);
    compound.putInt(0x80c90001).putInt(ssrcs[0]);
    compound.putInt(0x80cb0000 | (ssrcs.length << 24) | ssrcs.length);
    for (int ssrc : ssrcs) {
      compound.putInt(ssrc);
    }
    return compound.flip();
  }

  private void receiveBye(long nowNanos, int... ssrcs) {
    session.receiveRtcp(nowNanos, bye(ssrcs));
    listen(nowNanos);
  }

  private void listen(long nowNanos) {
    session.advanceTo(nowNanos);
    for (RtpEvent event = session.pollEvent(); event != null; event = session.pollEvent()) {
      farewell.on(event);
    }
  }

  @Test
  void nobodyHasLeftWhoHasNotSaidSo() throws Exception {
    assertFalse(farewell.isSaid());
    packet(0, 5);
    assertFalse(farewell.isSaid());
    receiveBye(SECOND, 77); // of somebody else
    assertFalse(farewell.isSaid());
    session.start(0);
    listen(3600 * SECOND); // silence alone is no goodbye
    assertFalse(farewell.isSaid());
  }

  @Test
  void oneTrackOfTwoThatLeavesIsNoFarewell() throws Exception {
    packet(0, 5);
    packet(0, 6);
    receiveBye(SECOND, 5);
    assertFalse(farewell.isSaid());
    receiveBye(2 * SECOND, 6);
    assertTrue(farewell.isSaid());
  }

  @Test
  void allAtOnceIsOneAndWhoSpeaksAgainTakesItBack() throws Exception {
    packet(0, 5);
    packet(0, 6);
    receiveBye(SECOND, 5, 6);
    assertTrue(farewell.isSaid());
    packet(SECOND + SECOND / 10, 5); // a straggler that the goodbye has overtaken
    assertTrue(farewell.isSaid());
    listen(2 * SECOND);
    packet(3 * SECOND, 5); // a track that was held
    assertFalse(farewell.isSaid());
  }

  @Test
  void whoSaysGoodbyeAndFallsSilentIsGoneLongBeforeConsentExpires() throws Exception {
    IceConfig soon = IceConfig.defaults().withDisconnectedAfter(Duration.ofSeconds(1));
    Heard heard = new Heard();
    try (Endpoint here = Endpoint.open(EndpointConfig.loopback());
        Endpoint there = Endpoint.open(EndpointConfig.loopback().withIce(soon));
        PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.addRecorder(heard));
      SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
      SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
      caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
      heard.await(48_000);
      PeerSession leaving = caller.session();
      long beganNanos = System.nanoTime();
      here.loop()
          .execute(
              () -> {
                int own = leaving.rtp().senders().get(0).ssrc().value();
                leaving.transport().sendRtcp(bye(own));
                here.port().close(); // and not a word of DTLS
              });
      callee.closed().get(25, TimeUnit.SECONDS);
      assertTrue(System.nanoTime() - beganNanos < 30 * SECOND);
      assertEquals("the other side has said goodbye (RTCP BYE) and is silent", callee.reason());
      assertTrue(heard.isEnded());
    }
  }

  @Test
  void whoClosesSaysGoodbyeForItsSources() throws Exception {
    Heard heard = new Heard();
    try (Endpoint here = Endpoint.open(EndpointConfig.loopback());
        Endpoint there = Endpoint.open(EndpointConfig.loopback());
        PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.addRecorder(heard));
      SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
      SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
      caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
      heard.await(4_800);
      assertEquals(1, sources(there, callee));
      caller.close();
      callee.closed().get(25, TimeUnit.SECONDS);
      assertEquals(0, sources(there, callee), "all have left");
    }
  }

  private static int sources(Endpoint endpoint, PeerConnection peer) throws Exception {
    CompletableFuture<Integer> sources = new CompletableFuture<>();
    RtpSession heard = peer.session().rtp();
    endpoint.loop().execute(() -> sources.complete(heard.receivers().size()));
    return sources.get(5, TimeUnit.SECONDS);
  }
}
