/** The microphone client: captures, sends, plays and records. */
@NullMarked
package io.antiphon.client;

import org.jspecify.annotations.NullMarked;
