/** Our ICE beside ice4j's, in one run: {@code ./antiphon bench ice}. */
@NullMarked
package io.antiphon.bench.ice;

import org.jspecify.annotations.NullMarked;
