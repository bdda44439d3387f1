/** What single operations of the modules cost, measured by JMH: {@code ./antiphon bench jmh}. */
@NullMarked
package io.antiphon.bench.jmh;

import org.jspecify.annotations.NullMarked;
