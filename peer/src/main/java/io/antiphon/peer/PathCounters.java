package io.antiphon.peer;

/**
 * What went by the selected pair since it was selected, its connectivity checks apart (W3C WebRTC
 * statistics, {@code RTCIceCandidatePairStats}).
 */
final class PathCounters {
  long packetsSent;
  long packetsReceived;
  long bytesSent;
  long bytesReceived;
  long packetsDiscarded;
  long bytesDiscarded;
  long lastSentNanos;
  long lastReceivedNanos;

  void sent(long nowNanos, int bytes) {
    packetsSent++;
    bytesSent += bytes;
    lastSentNanos = nowNanos;
  }

  void received(long nowNanos, int bytes) {
    packetsReceived++;
    bytesReceived += bytes;
    lastReceivedNanos = nowNanos;
  }

  void discarded(int bytes) {
    packetsDiscarded++;
    bytesDiscarded += bytes;
  }
}
