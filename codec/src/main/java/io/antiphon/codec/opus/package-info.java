/** Opus (RFC 6716) as RTP carries it (RFC 7587): packets, encoder, decoder. */
@NullMarked
package io.antiphon.codec.opus;

import org.jspecify.annotations.NullMarked;
