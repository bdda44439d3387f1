package io.antiphon.ice;

/** Which candidates may be used: W3C {@code RTCIceTransportPolicy}. */
public enum IceTransportPolicy {
  /** Any. */
  ALL,
  /** Only those on a TURN server: the other side does not learn our address. */
  RELAY
}
