/** A voice agent that answers browsers, as an example to begin with. */
@NullMarked
package io.antiphon.agent;

import org.jspecify.annotations.NullMarked;
