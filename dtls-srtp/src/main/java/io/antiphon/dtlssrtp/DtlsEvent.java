package io.antiphon.dtlssrtp;

import java.nio.ByteBuffer;

/**
 * What a {@link DtlsHandshake} reports.
 *
 * <p>The order is: any number of {@link Transmit}; then one {@link Connected} or one {@link
 * Failed}; after {@code Connected} further {@code Transmit}s, and at most one {@link Closed}.
 */
public sealed interface DtlsEvent {
  /**
   * A datagram to send to the other side.
   *
   * @param datagram the receiver's own, from position to limit
   */
  record Transmit(ByteBuffer datagram) implements DtlsEvent {}

  /**
   * The handshake is complete: the other side holds the certificate that was signalled.
   *
   * @param srtp to protect and reveal media with; from now on of the one thread that takes it
   * @param profile the negotiated protection profile
   * @param remoteCertificate the DER encoding of the other side's certificate, read-only
   * @param cipherSuite the DTLS cipher suite in IANA's words
   * @param protocol the version of DTLS, {@code "DTLS 1.2"}
   */
  record Connected(
      SrtpSession srtp,
      SrtpProfile profile,
      ByteBuffer remoteCertificate,
      String cipherSuite,
      String protocol)
      implements DtlsEvent {}

  /**
   * There is no association, and there will be none.
   *
   * @param reason why, for a person to read
   */
  record Failed(String reason) implements DtlsEvent {}

  /** The other side has closed the association, with close_notify or a fatal alert. */
  record Closed() implements DtlsEvent {}
}
