/** How good a call sounds, estimated from what its packets went through (ITU-T G.107). */
@NullMarked
package io.antiphon.rtp.quality;

import org.jspecify.annotations.NullMarked;
