/** Proves the programs against a real browser, sound server and each other. */
@NullMarked
package io.antiphon.interop;

import org.jspecify.annotations.NullMarked;
