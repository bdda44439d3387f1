package io.antiphon.ice;

/**
 * Datagrams of a {@link UdpPort} so far.
 *
 * @param received all that came
 * @param sent all that the system took
 * @param unclaimed received, but nobody's
 * @param limited received, but too many forged STUN messages had come from there
 * @param oversized received, but larger than any of ours
 * @param bufferFull not sent, since the socket's buffer was full
 * @param sendErrors not sent, since the system refused: no route, say
 */
public record UdpPortStatistics(
    long received,
    long sent,
    long unclaimed,
    long limited,
    long oversized,
    long bufferFull,
    long sendErrors) {}
