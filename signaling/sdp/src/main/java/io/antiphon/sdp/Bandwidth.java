package io.antiphon.sdp;

/**
 * How much the writer wants to receive at most (RFC 8866 §5.8).
 *
 * @param type {@code AS} (kilobits per second), {@code TIAS} (bits per second), …
 * @param value in the unit of the type
 */
public record Bandwidth(String type, long value) {
  static Bandwidth parse(String value) throws SdpFormatException {
    int colon = value.indexOf(':');
    if (colon < 0) {
      throw new SdpFormatException("b= is <type>:<number>, not " + Fields.quote(value));
    }
    return new Bandwidth(
        Fields.toToken(value.substring(0, colon), "bandwidth type"),
        Fields.toUnsigned(value.substring(colon + 1), "bandwidth"));
  }

  /** The value of the {@code b=} line. */
  @Override
  public String toString() {
    return type + ":" + Long.toUnsignedString(value);
  }
}
