/**
 * A bad network for tests: in virtual time for protocol cores, and before real sockets. It uses the
 * JDK alone.
 */
@NullMarked
package io.antiphon.simulation;

import org.jspecify.annotations.NullMarked;
