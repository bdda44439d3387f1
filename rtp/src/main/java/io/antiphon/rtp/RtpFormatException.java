package io.antiphon.rtp;

/**
 * Bytes that are not RTP or RTCP; the message says what is wrong with them. It carries no stack
 * trace, because it is made for as many packets as a peer cares to send.
 */
public final class RtpFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param reason what is wrong, in words, with the numbers that show it
   */
  public RtpFormatException(String reason) {
    super(reason, null, false, false);
  }
}
