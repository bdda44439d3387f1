/** What it costs: benchmarks of the programs and the modules. */
@NullMarked
package io.antiphon.bench;

import org.jspecify.annotations.NullMarked;
