/** Telephone events: keys pressed during a call (RFC 4733). */
@NullMarked
package io.antiphon.rtp.event;

import org.jspecify.annotations.NullMarked;
