package io.antiphon.peer;

/** Offers as other sides would make them. */
final class Sdp {
  private Sdp() {}

  /** Takes all codecs but PCMU out. */
  static String pcmuOnly(String sdp) {
    return sdp.replaceAll("(m=audio \\d+ \\S+) [^\r\n]*", "$1 0")
        .replaceAll("a=(rtpmap|fmtp):(111|8) [^\r\n]*\r\n", "");
  }
}
