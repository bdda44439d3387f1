/** WAV files: read whole, written so that a crash leaves them readable. */
@NullMarked
package io.antiphon.codec.wav;

import org.jspecify.annotations.NullMarked;
