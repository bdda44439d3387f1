package io.antiphon.rtp.stream;

import org.jspecify.annotations.Nullable;

/** What happened to the sources of an {@link RtpSession}. */
public sealed interface RtpEvent {
  /** The source that it is about. */
  RtpReceiver receiver();

  /**
   * A first packet came from a source. One that had left and comes again has a new receiver.
   *
   * @param receiver that follows the source from now on
   */
  record SourceJoined(RtpReceiver receiver) implements RtpEvent {}

  /**
   * A source said goodbye (RFC 3550 §6.6).
   *
   * @param receiver of the source
   * @param reason in its words, or null if it gave none
   */
  record SourceLeft(RtpReceiver receiver, @Nullable String reason) implements RtpEvent {}

  /**
   * Nothing came from a source, neither RTP nor RTCP, for the source timeout.
   *
   * @param receiver of the source
   */
  record SourceTimedOut(RtpReceiver receiver) implements RtpEvent {}
}
