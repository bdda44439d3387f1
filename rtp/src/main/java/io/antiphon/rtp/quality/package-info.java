/**
 * How good a call sounds, estimated from what its packets went through (ITU-T G.107).
 *
 * <p>{@link io.antiphon.rtp.quality.EModel} makes an R factor and a mean opinion score of delay and
 * loss; {@link io.antiphon.rtp.quality.QualityWindow} does so for the last ten observations of a
 * stream.
 */
@NullMarked
package io.antiphon.rtp.quality;

import org.jspecify.annotations.NullMarked;
