package io.antiphon.peer;

/**
 * Hears a track as it was sent: its packets, complete and in order, with the gaps between them.
 * Added by {@link RemoteTrack#addRecorder(PacketRecorder)}; called on the event loop, must not
 * block.
 */
public interface PacketRecorder {
  /**
   * Says what comes: before the first packet, and again if the other side changes its codec.
   *
   * @param encoding as SDP spells it: {@code opus}, {@code PCMU} or {@code PCMA}
   * @param clockRateHz ticks per second of what follows
   */
  void begin(String encoding, int clockRateHz);

  /**
   * A packet.
   *
   * @param payload holds its payload from index 0 on; good only during the call
   * @param ticks by which time goes on: what the packet lasts, or less if it overlaps the one
   *     before
   */
  void packet(byte[] payload, int payloadLength, int ticks);

  /** Packets that never came. */
  void lost(int ticks);

  /** Nothing was sent. */
  void silence(int ticks);

  /** No more comes. */
  default void end() {}
}
