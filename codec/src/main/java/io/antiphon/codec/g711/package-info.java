/** G.711: µ-law and A-law, 8 kHz mono (RFC 3551 §4.5.14). */
@NullMarked
package io.antiphon.codec.g711;

import org.jspecify.annotations.NullMarked;
