/** Against losses: redundant payloads (RFC 2198) and packets sent again (RFC 4585, RFC 4588). */
@NullMarked
package io.antiphon.rtp.repair;

import org.jspecify.annotations.NullMarked;
