package io.antiphon.sdp;

/**
 * Who made the session, and which version of its description this is (RFC 8866 §5.2).
 *
 * @param username without spaces; {@code -} for none
 * @param sessionId 64 bits without a sign; WebRTC uses 63 of them (RFC 8829 §5.2.1)
 * @param sessionVersion 64 bits without a sign, one more for each changed description
 * @param netType {@code IN}, the Internet
 * @param addressType {@code IP4} or {@code IP6}
 * @param address of the machine that made the session; says nothing about where media goes
 */
public record Origin(
    String username,
    long sessionId,
    long sessionVersion,
    String netType,
    String addressType,
    String address) {

  /** The origin a WebRTC endpoint writes: no user, no address (RFC 8829 §5.2.1). */
  public static Origin of(long sessionId, long sessionVersion) {
    return new Origin("-", sessionId, sessionVersion, "IN", "IP4", "127.0.0.1");
  }

  /** The origin of the next description of this session. */
  public Origin next() {
    return new Origin(username, sessionId, sessionVersion + 1, netType, addressType, address);
  }

  static Origin parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    Origin origin =
        new Origin(
            fields.next("user name"),
            fields.nextUnsigned("session id"),
            fields.nextUnsigned("session version"),
            fields.next("network type"),
            fields.next("address type"),
            fields.next("address"));
    fields.end();
    return origin;
  }

  /** The value of the {@code o=} line. */
  @Override
  public String toString() {
    return String.join(
        " ",
        username,
        Long.toUnsignedString(sessionId),
        Long.toUnsignedString(sessionVersion),
        netType,
        addressType,
        address);
  }
}
