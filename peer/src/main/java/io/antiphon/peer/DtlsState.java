package io.antiphon.peer;

import java.util.Locale;

/** Where the handshake stands (W3C WebRTC §5.5.1). */
enum DtlsState {
  NEW,
  CONNECTING,
  CONNECTED,
  CLOSED,
  FAILED;

  /** The word that W3C uses. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
