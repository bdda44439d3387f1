package io.antiphon.dtlssrtp;

/** Which end of the DTLS association we are; {@code a=setup:active} is the client (RFC 5763 §5). */
public enum DtlsRole {
  /** Sends the ClientHello: {@code a=setup:active}. */
  CLIENT,

  /** Waits for the ClientHello: {@code a=setup:passive}. */
  SERVER;

  /** The role of the other end. */
  public DtlsRole other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
