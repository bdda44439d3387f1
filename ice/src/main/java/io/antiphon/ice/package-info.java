/** Finds and keeps a path to the other side (RFC 8445). */
@NullMarked
package io.antiphon.ice;

import org.jspecify.annotations.NullMarked;
