package io.antiphon.ice;

import java.net.InetSocketAddress;

/**
 * An authenticated check of the other side that has been answered. One that comes before the other
 * side's credentials is kept, and acted on when they are here (RFC 8445 §7.3).
 *
 * @param priority what its PRIORITY says, or -1
 * @param remoteUfrag the sender's, as USERNAME has it
 */
record RemoteCheck(
    InetSocketAddress local,
    InetSocketAddress remote,
    long priority,
    boolean useCandidate,
    String remoteUfrag) {}
