package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram to send.
 *
 * @param local the bound address to send it from
 * @param remote where to
 * @param datagram position to limit; the receiver of this record may move its position
 */
public record Transmit(InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {}
