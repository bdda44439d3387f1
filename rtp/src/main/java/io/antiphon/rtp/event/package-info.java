/**
 * Telephone events: keys pressed during a call (RFC 4733).
 *
 * <p>{@link io.antiphon.rtp.event.EventSender} makes the payloads of one {@link
 * io.antiphon.rtp.event.DtmfKey} after the other, its end three times over; {@link
 * io.antiphon.rtp.event.EventReceiver} tells each key once, whatever was lost or came twice.
 */
@NullMarked
package io.antiphon.rtp.event;

import org.jspecify.annotations.NullMarked;
