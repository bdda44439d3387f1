/**
 * Audio processors by name: their registry, the chain that runs them, and those that are shipped.
 */
@NullMarked
package io.antiphon.codec.processor;

import org.jspecify.annotations.NullMarked;
