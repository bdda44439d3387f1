package io.antiphon.ice;

import java.net.InetSocketAddress;

/** What an allocation reports. */
public sealed interface TurnEvent {
  /**
   * The server relays for us.
   *
   * @param relayed the address on the server that peers are to send to
   * @param mapped ours, as the server sees it
   */
  record Allocated(InetSocketAddress relayed, InetSocketAddress mapped) implements TurnEvent {}

  /**
   * There is no allocation, or no longer.
   *
   * @param code of STUN, such as 401; 701 if the server cannot be reached (W3C
   *     RTCPeerConnectionIceErrorEvent)
   * @param reason in words
   */
  record Failed(int code, String reason) implements TurnEvent {
    /** The server cannot be reached, or does not answer. */
    public static final int UNREACHABLE = 701;
  }
}
