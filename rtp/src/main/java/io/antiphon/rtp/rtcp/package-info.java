/** RTCP packets, read and written (RFC 3550 §6, RFC 5506 for those of reduced size). */
@NullMarked
package io.antiphon.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
