/** The logger as jitsi-srtp wants to see it. */
@NullMarked
package org.jitsi.utils.logging2;

import org.jspecify.annotations.NullMarked;
