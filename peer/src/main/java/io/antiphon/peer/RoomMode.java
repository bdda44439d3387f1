package io.antiphon.peer;

/** How the voices of a room reach its members (RFC 7667 §3.6, §3.7). */
public enum RoomMode {
  /** Mixed: everybody hears one stream, all but their own voice in it. */
  MIX,
  /**
   * Forwarded: who has offered sections enough gets the packets of the others as they were sent,
   * one voice per section; who has offered one section alone gets the mix.
   */
  FORWARD
}
