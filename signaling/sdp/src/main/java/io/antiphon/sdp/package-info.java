/** Session descriptions: parsed whole, written back the same (RFC 8866). */
@NullMarked
package io.antiphon.sdp;

import org.jspecify.annotations.NullMarked;
