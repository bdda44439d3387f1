package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Sources that belong together (RFC 5576 §4.2).
 *
 * @param semantics such as {@code FID}: the second retransmits the first (RFC 4588)
 * @param ssrcs each 0 to 4294967295
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) {
  /** Copies the list. */
  public SsrcGroup {
    ssrcs = List.copyOf(ssrcs);
  }

  static SsrcGroup parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String semantics = Fields.toToken(fields.next("group's semantics"), "group's semantics");
    List<Long> ssrcs = new ArrayList<>();
    while (fields.hasNext()) {
      ssrcs.add(toSsrc(fields.next("SSRC")));
    }
    return new SsrcGroup(semantics, ssrcs);
  }

  static long toSsrc(String digits) throws SdpFormatException {
    long ssrc = Fields.toUnsigned(digits, "SSRC");
    if (ssrc < 0 || ssrc > 0xffff_ffffL) {
      throw new SdpFormatException("an SSRC has 32 bits, unlike " + Fields.quote(digits));
    }
    return ssrc;
  }

  /** The value of the {@code a=ssrc-group} line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(semantics);
    ssrcs.forEach(ssrc -> text.append(' ').append(ssrc));
    return text.toString();
  }
}
