/** Feeds parsers what nobody should send. */
@NullMarked
package io.antiphon.fuzz;

import org.jspecify.annotations.NullMarked;
