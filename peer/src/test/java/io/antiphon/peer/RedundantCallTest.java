package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpPacket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redundant audio (RFC 2198) in a call over loopback: agreed on, sent, heard. */
@Timeout(60)
class RedundantCallTest {
  private static final int OPUS = 111;
  private static final int RED = 63;

  private Endpoint here;
  private Endpoint there;

  @BeforeEach
  void open() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static AudioConfig with(Redundancy redundancy) {
    return AudioConfig.defaults().toBuilder().opusRed(redundancy).build();
  }

  private static StatsReport.Stats inbound(ImpairedCall call) throws Exception {
    return call.listener().getStats().get(5, TimeUnit.SECONDS).first("inbound-rtp").orElseThrow();
  }

  private static Set<Integer> payloadTypes(ImpairedCall call) throws Exception {
    Set<Integer> types = new TreeSet<>();
    for (RtpPacket packet : call.sent()) {
      types.add(packet.payloadType());
    }
    return types;
  }

  /** Packets that were lost, of which the next one, without a pause between, has brought a copy. */
  private static int repairable(ImpairedCall call) throws Exception {
    int repairable = 0;
    List<RtpPacket> sent = call.sent();
    for (int i = 1; i < sent.size(); i++) {
      RtpPacket lost = sent.get(i - 1);
      RtpPacket next = sent.get(i);
      boolean comes = call.arrived().contains(next.sequenceNumber());
      boolean behind = next.timestamp() - lost.timestamp() == 960;
      repairable += comes && behind && !call.arrived().contains(lost.sequenceNumber()) ? 1 : 0;
    }
    return repairable;
  }

  private long recovered(ImpairedCall call) throws Exception {
    CompletableFuture<Long> recovered = new CompletableFuture<>();
    PeerSession session = call.listener().session();
    there
        .loop()
        .execute(
            () -> {
              RecordedReading reading = session.inbound().get(0).recorded();
              recovered.complete(reading == null ? 0 : reading.reader().packetsRecovered());
            });
    return recovered.get(5, TimeUnit.SECONDS);
  }

  @Test
  void whatIsLostComesWithTheNextPacket() throws Exception {
    Heard heard = new Heard();
    try (ImpairedCall call = new ImpairedCall(here, there, 3, with(Redundancy.ALWAYS))) {
      call.connect("111 63").addRecorder(heard);
      heard.await(4_800);
      call.setConditions(ImpairedCall.CLEAN.withLoss(0.25, 1));
      for (long packets = 50; repairable(call) < 12; packets += 5) {
        assertTrue(packets < 1_500, "too few are lost that come again");
        call.awaitPackets(packets);
      }
      int repairable = repairable(call);
      assertEquals(Set.of(RED), payloadTypes(call));
      while (recovered(call) < repairable) { // until the time is up; each is awaited for a second
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      assertEquals(0, inbound(call).number("packetsUndecodable"));
    }
  }

  @Test
  void noCopiesAreSentToWhomDoesNotTakeThem() throws Exception {
    try (ImpairedCall call = new ImpairedCall(here, there, 3, with(Redundancy.ALWAYS))) {
      call.connect("111");
      call.awaitPackets(25);
      assertEquals(Set.of(OPUS), payloadTypes(call));
    }
  }

  @Test
  void copiesBeginWhenTheOtherSideReportsLosses() throws Exception {
    try (ImpairedCall call = new ImpairedCall(here, there, 3, AudioConfig.defaults())) {
      call.connect("111 63");
      call.awaitPackets(50);
      assertEquals(Set.of(OPUS), payloadTypes(call));
      call.setConditions(ImpairedCall.CLEAN.withLoss(0.08, 1));
      for (long packets = 75; !payloadTypes(call).contains(RED); packets += 25) {
        assertTrue(packets < 1_500, "no copies in thirty seconds");
        call.awaitPackets(packets);
      }
    }
  }
}
