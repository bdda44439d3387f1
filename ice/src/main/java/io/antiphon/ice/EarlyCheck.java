package io.antiphon.ice;

import java.net.InetSocketAddress;

/**
 * An authenticated check that came before the other side's credentials (RFC 8445 §7.3): answered at
 * once, and acted on when they are here.
 */
record EarlyCheck(
    InetSocketAddress local,
    InetSocketAddress remote,
    long priority,
    boolean useCandidate,
    String remoteUfrag) {}
