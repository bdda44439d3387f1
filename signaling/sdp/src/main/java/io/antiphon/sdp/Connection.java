package io.antiphon.sdp;

/**
 * Where media would go if there were no ICE (RFC 8866 §5.7).
 *
 * @param netType {@code IN}, the Internet
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an address or a name, with {@code /ttl} if it is multicast
 */
public record Connection(String netType, String addressType, String address) {
  /** {@code IN IP4 0.0.0.0}: as yet nowhere (RFC 8840 §4.1.1). */
  public static final Connection UNSPECIFIED = new Connection("IN", "IP4", "0.0.0.0");

  static Connection parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    Connection connection =
        new Connection(
            fields.next("network type"), fields.next("address type"), fields.next("address"));
    fields.end();
    return connection;
  }

  /** The value of the {@code c=} line. */
  @Override
  public String toString() {
    return netType + " " + addressType + " " + address;
  }
}
