/** PCM frames, Opus, resampling, mixing, WAV. */
@NullMarked
package io.antiphon.codec;

import org.jspecify.annotations.NullMarked;
