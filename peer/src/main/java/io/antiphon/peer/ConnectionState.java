package io.antiphon.peer;

import io.antiphon.ice.IceState;
import java.util.Locale;

/** Where a connection is as a whole, ICE and DTLS together (W3C WebRTC §4.3.3). */
public enum ConnectionState {
  /** Nothing has begun. */
  NEW,
  /** A path is being looked for, or the handshake is under way. */
  CONNECTING,
  /** Audio flows. */
  CONNECTED,
  /** The other side has not been heard for a while; it may come back by itself. */
  DISCONNECTED,
  /** Given up: no path, no consent any more, or a handshake that was refused. */
  FAILED,
  /** Closed by either side. */
  CLOSED;

  /** The worst of the two. */
  static ConnectionState of(IceState ice, DtlsState dtls) {
    if (ice == IceState.CLOSED || dtls == DtlsState.CLOSED) {
      return CLOSED;
    }
    if (ice == IceState.FAILED || dtls == DtlsState.FAILED) {
      return FAILED;
    }
    if (ice == IceState.DISCONNECTED) {
      return DISCONNECTED;
    }
    if (ice == IceState.NEW && dtls == DtlsState.NEW) {
      return NEW;
    }
    boolean path = ice == IceState.CONNECTED || ice == IceState.COMPLETED;
    return path && dtls == DtlsState.CONNECTED ? CONNECTED : CONNECTING;
  }

  /** The word that W3C uses, such as {@code connected}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
