/**
 * RTP packets and the values in their headers (RFC 3550 §5, RFC 8285, RFC 6464). What is sent and
 * received with them lives in {@code stream}, reports in {@code rtcp}, playing and recording in
 * {@code jitter}.
 */
@NullMarked
package io.antiphon.rtp;

import org.jspecify.annotations.NullMarked;
