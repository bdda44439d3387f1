package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  private static StatsReport.Stats stats(ImpairedCall call, String type) throws Exception {
    return call.speaker().getStats().get(5, TimeUnit.SECONDS).first(type).orElseThrow();
  }
}
