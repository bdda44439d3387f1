/** Packets put in order: for the ear, at once, and for the file, completely. */
@NullMarked
package io.antiphon.rtp.jitter;

import org.jspecify.annotations.NullMarked;
