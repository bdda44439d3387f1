/**
 * Keys from a handshake, and packets protected with them (RFC 5763, RFC 5764, RFC 3711).
 *
 * <p>{@link io.antiphon.dtlssrtp.Identity} is our certificate and its key; its {@link
 * io.antiphon.dtlssrtp.Fingerprint} (RFC 8122) goes into our description, and the other side's is
 * what its certificate is checked against. {@link io.antiphon.dtlssrtp.DtlsHandshake} runs in one
 * of two {@link io.antiphon.dtlssrtp.DtlsRole roles}, on a thread of an executor, and tells {@link
 * io.antiphon.dtlssrtp.DtlsEvent events}: what is to be sent, and at the end either an {@link
 * io.antiphon.dtlssrtp.SrtpSession} or a reason in words.
 *
 * <p>The session protects and reveals RTP and RTCP in place, under the {@link
 * io.antiphon.dtlssrtp.SrtpProfile} that was agreed on. Forged, replayed and outdated packets are
 * {@link io.antiphon.dtlssrtp.SrtpRejectedException rejected} with their reason. One thread drives
 * a session; the handshake may be called from any.
 */
@NullMarked
package io.antiphon.dtlssrtp;

import org.jspecify.annotations.NullMarked;
