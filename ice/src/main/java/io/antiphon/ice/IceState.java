package io.antiphon.ice;

/** Where a transport stands: W3C {@code RTCIceTransportState}, with W3C's meaning. */
public enum IceState {
  /** Waiting for the other side's credentials. */
  NEW,
  /** Looking for a pair that works. */
  CHECKING,
  /** A pair works; a better one may still be found. */
  CONNECTED,
  /** A pair works, was nominated, and no more candidates are to come. */
  COMPLETED,
  /** Nothing has been heard for a while; may come back by itself. */
  DISCONNECTED,
  /** No pair works, or consent to send has expired (RFC 7675). Only a restart helps. */
  FAILED,
  /** Closed by us. */
  CLOSED;

  /** Whether media may flow, as far as is known now. */
  public boolean isConnected() {
    return this == CONNECTED || this == COMPLETED;
  }
}
