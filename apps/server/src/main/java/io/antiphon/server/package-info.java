/** The server that people run: records each peer and plays to it. */
@NullMarked
package io.antiphon.server;

import org.jspecify.annotations.NullMarked;
