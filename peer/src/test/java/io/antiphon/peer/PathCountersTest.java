package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PathCountersTest {
  private final PathCounters path = new PathCounters();

  @Test
  void bothWaysAndWhatWasDiscardedAreCountedApart() {
    path.sent(10, 100);
    path.sent(20, 200);
    path.received(30, 40);
    path.received(35, 2);
    path.discarded(7);
    path.discarded(1);
    assertEquals(2, path.packetsSent);
    assertEquals(300, path.bytesSent);
    assertEquals(20, path.lastSentNanos);
    assertEquals(2, path.packetsReceived);
    assertEquals(42, path.bytesReceived);
    assertEquals(35, path.lastReceivedNanos);
    assertEquals(2, path.packetsDiscarded);
    assertEquals(8, path.bytesDiscarded);
  }
}
