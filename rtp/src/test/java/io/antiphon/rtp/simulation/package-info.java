/**
 * A network in virtual time, for tests of every protocol core. It uses the JDK alone, so that it
 * can become an artifact of its own when another module wants it.
 */
@NullMarked
package io.antiphon.rtp.simulation;

import org.jspecify.annotations.NullMarked;
