package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Something said of one source (RFC 5576 §4.1).
 *
 * @param ssrc 0 to 4294967295
 * @param name what is said, such as {@code msid}
 * @param value what follows the colon; null where there is no colon
 */
public record SsrcAttribute(long ssrc, String name, @Nullable String value) {
  static SsrcAttribute parse(String text) throws SdpFormatException {
    Fields fields = new Fields(text);
    long ssrc = SsrcGroup.toSsrc(fields.next("SSRC"));
    // Some endpoints write the SSRC alone to announce it.
    if (!fields.hasNext()) {
      return new SsrcAttribute(ssrc, "", null);
    }
    Attribute attribute = Attribute.split(fields.rest());
    Fields.toToken(attribute.name(), "source's attribute");
    return new SsrcAttribute(ssrc, attribute.name(), attribute.value());
  }

  /** The value of the {@code a=ssrc} line. */
  @Override
  public String toString() {
    return name.isEmpty() ? Long.toString(ssrc) : ssrc + " " + new Attribute(name, value);
  }
}
