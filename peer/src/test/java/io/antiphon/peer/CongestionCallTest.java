package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call over a way that bears little. */
@Timeout(60)
class CongestionCallTest {
  @Test
  void opusGoesDownToItsLeastRateWhereHalfIsLost() throws Exception {
    AudioConfig config = AudioConfig.defaults().toBuilder().opusMinBitrateBps(24_000).build();
    try (Endpoint from = Endpoint.open(EndpointConfig.loopback());
        Endpoint to = Endpoint.open(EndpointConfig.loopback());
        ImpairedCall call = new ImpairedCall(from, to, 1, config)) {
      call.connect("111");
      call.awaitPackets(25);
      call.setConditions(ImpairedCall.CLEAN.withLoss(0.5, 1));
      double bitrate = 32_000;
      for (long packets = 50; bitrate > 24_000; packets += 25) { // until the time is up
        call.awaitPackets(packets);
        bitrate = stats(call, "outbound-rtp").number("targetBitrate");
      }
      assertEquals(24_000, bitrate);
    }
  }

  @Test
  void opusGoesDownWhereItsPacketsQueueBeforeAnyIsLost() throws Exception {
    AudioConfig config = AudioConfig.defaults().toBuilder().opusMinBitrateBps(16_000).build();
    try (Endpoint from = Endpoint.open(EndpointConfig.loopback());
        Endpoint to = Endpoint.open(EndpointConfig.loopback());
        ImpairedCall call = new ImpairedCall(from, to, 1, config)) {
      call.connect("111");
      call.awaitPackets(50);
      double before = meanLength(call, 50);
      // Some 47 kbit/s go in, as UDP carries them; at the least rate it would be 30.
      call.setConditions(ImpairedCall.CLEAN.withRate(38_000).withQueue(Duration.ofSeconds(20)));
      double bitrate = 32_000;
      for (long packets = 75; bitrate > 24_000; packets += 25) { // until the time is up
        call.awaitPackets(packets);
        bitrate = stats(call, "outbound-rtp").number("targetBitrate");
      }
      assertEquals(0, stats(call, "remote-inbound-rtp").number("packetsLost"));
      call.awaitPackets(call.packets() + 25);
      double after = meanLength(call, 20);
      assertTrue(after < 0.9 * before, after + " bytes, and before " + before);
    }
  }

  /** Of the last packets, with all that they have in UDP. */
  private static double meanLength(ImpairedCall call, int packets) throws Exception {
    List<RtpPacket> sent = call.sent();
    return sent.subList(sent.size() - packets, sent.size()).stream()
        .mapToInt(RtpPacket::length)
        .average()
        .orElseThrow();
  }

  private static StatsReport.Stats stats(ImpairedCall call, String type) throws Exception {
    return call.speaker().getStats().get(5, TimeUnit.SECONDS).first(type).orElseThrow();
  }
}
