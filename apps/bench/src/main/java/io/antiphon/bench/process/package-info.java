/** Programs in processes of their own, and what they cost. */
@NullMarked
package io.antiphon.bench.process;

import org.jspecify.annotations.NullMarked;
