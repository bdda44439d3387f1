package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Media sections that belong together (RFC 5888 §5).
 *
 * @param semantics why: {@code BUNDLE} means one transport for all (RFC 9143)
 * @param mids of the sections, in order; the first of an answer's bundle owns the transport
 */
public record Group(String semantics, List<String> mids) {
  /** The semantics of sections that share one transport (RFC 9143). */
  public static final String BUNDLE = "BUNDLE";

  /** Copies the list. */
  public Group {
    mids = List.copyOf(mids);
  }

  static Group parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String semantics = Fields.toToken(fields.next("group's semantics"), "group's semantics");
    List<String> mids = new ArrayList<>();
    while (fields.hasNext()) {
      mids.add(fields.next("mid"));
    }
    return new Group(semantics, mids);
  }

  /** The value of the {@code a=group} line. */
  @Override
  public String toString() {
    return mids.isEmpty() ? semantics : semantics + " " + String.join(" ", mids);
  }
}
