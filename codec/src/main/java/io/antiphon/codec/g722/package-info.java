/** G.722: 16 kHz mono at 64 kbit/s, mode 1 (RFC 3551 §4.5.2). */
@NullMarked
package io.antiphon.codec.g722;

import org.jspecify.annotations.NullMarked;
