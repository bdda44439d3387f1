/** Carries offers, answers and candidates over HTTP. */
@NullMarked
package io.antiphon.signaling;

import org.jspecify.annotations.NullMarked;
