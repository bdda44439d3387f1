/**
 * Finds and keeps a path to the other side (RFC 8445, with consent by RFC 7675).
 *
 * <p>The core is {@link io.antiphon.ice.IceTransport}: one peer's path, without socket, thread or
 * clock. It is given candidates of both sides, datagrams and the time, and is asked for what to
 * send ({@link io.antiphon.ice.Transmit}) and what has happened ({@link io.antiphon.ice.IceEvent}).
 * {@link io.antiphon.ice.IceCredentials} go into our description and come out of theirs, {@link
 * io.antiphon.ice.Candidate} reads and writes the lines.
 *
 * <p>Around it: {@link io.antiphon.ice.UdpPort}, one UDP port that many transports share and that
 * knows whose each datagram is; {@link io.antiphon.ice.IceGatherer}, which finds our own candidates
 * with the help of STUN and TURN servers ({@link io.antiphon.ice.IceServer}, {@link
 * io.antiphon.ice.GatheringConfig}); {@link io.antiphon.ice.TurnAllocation}, a relayed address (RFC
 * 8656), again without a socket. {@link io.antiphon.ice.AddressRules} says which addresses may be
 * talked to at all.
 *
 * <p>One thread drives a transport, its gatherer and its port. Nobody is asked who was not named.
 */
@NullMarked
package io.antiphon.ice;

import org.jspecify.annotations.NullMarked;
