package io.antiphon.sdp;

/**
 * Feedback the writer understands (RFC 4585 §4.2).
 *
 * @param payloadType a number, or {@code *} for all
 * @param type such as {@code nack}, {@code ccm} or {@code transport-cc}
 * @param parameters what follows, such as {@code pli}; empty if nothing does
 */
public record RtcpFeedback(String payloadType, String type, String parameters) {
  static RtcpFeedback parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String payloadType = fields.next("payload type");
    if (!payloadType.equals("*")) {
      Fields.toInt(payloadType, "payload type", 0, 127);
    }
    return new RtcpFeedback(payloadType, fields.next("feedback type"), fields.rest());
  }

  /** True if it speaks of that payload type. */
  public boolean appliesTo(int otherPayloadType) {
    return payloadType.equals("*") || payloadType.equals(Integer.toString(otherPayloadType));
  }

  /** The value of the {@code a=rtcp-fb} line. */
  @Override
  public String toString() {
    String plain = payloadType + " " + type;
    return parameters.isEmpty() ? plain : plain + " " + parameters;
  }
}
