/**
 * The five types of jitsi-utils that jitsi-srtp touches, written anew so that the rest of that
 * library, its native code and what stands behind it (JNA, Kotlin) can stay away.
 */
@NullMarked
package org.jitsi.utils;

import org.jspecify.annotations.NullMarked;
