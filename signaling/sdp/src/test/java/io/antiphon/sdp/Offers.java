package io.antiphon.sdp;

import io.antiphon.testvectors.Vectors;
import java.util.List;
import java.util.stream.Collectors;

/** The offers among the test vectors, with the line ends of the wire. */
final class Offers {
  static final List<String> ALL = Vectors.text("sdp/offers.txt").lines().toList();

  private Offers() {}

  static String text(String name) {
    return crlf(Vectors.text("sdp/" + name + ".sdp"));
  }

  static String crlf(String text) {
    return text.lines().collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  static SessionDescription parse(String name) throws SdpFormatException {
    return SessionDescription.parse(text(name));
  }
}
