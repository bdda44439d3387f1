package io.antiphon.dtlssrtp;

/** How many more packets one master key may protect (RFC 3711 §9.2), over all its sources. */
final class KeyLifetime {
  static final long MAX_RTP = 1L << 48;
  static final long MAX_RTCP = 1L << 31;

  private long rtpLeft;
  private long rtcpLeft;

  /** Of a key that is to protect fewer packets than it could. */
  KeyLifetime(long rtpLeft, long rtcpLeft) {
    this.rtpLeft = rtpLeft;
    this.rtcpLeft = rtcpLeft;
  }

  boolean rtpIsOver() {
    return rtpLeft == 0;
  }

  boolean rtcpIsOver() {
    return rtcpLeft == 0;
  }

  void usedForRtp() {
    rtpLeft--;
  }

  void usedForRtcp() {
    rtcpLeft--;
  }
}
