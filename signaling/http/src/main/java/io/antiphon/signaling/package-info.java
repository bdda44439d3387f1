/**
 * Offers, answers and candidates over HTTP, for any stack: here they are strings.
 *
 * <p>{@link io.antiphon.signaling.SignalingServer#builder} takes a {@link
 * io.antiphon.signaling.SignalingHandler}, which answers {@link io.antiphon.signaling.Offer}s with
 * {@link io.antiphon.signaling.Answer}s and is handed {@link io.antiphon.signaling.IceCandidate}s.
 * Routes of one's own are {@link io.antiphon.signaling.HttpRoute}s from an {@link
 * io.antiphon.signaling.HttpCall} to an {@link io.antiphon.signaling.HttpReply}, which may be a
 * file, a stream or JSON; {@link io.antiphon.signaling.WebSocketRoute}s open {@link
 * io.antiphon.signaling.WebSocket}s. {@link io.antiphon.signaling.SignalingException} says what is
 * answered when something is wrong. {@link io.antiphon.signaling.SignalingClient} is the other
 * side.
 *
 * <p>Handlers are called on a network thread and must not block it.
 */
@NullMarked
package io.antiphon.signaling;

import org.jspecify.annotations.NullMarked;
