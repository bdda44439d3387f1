/** The published vectors and captured bytes that Antiphon is checked against. */
@NullMarked
package io.antiphon.testvectors;

import org.jspecify.annotations.NullMarked;
