package io.antiphon.sdp;

import io.antiphon.testvectors.Vectors;
import java.util.List;
import java.util.stream.Collectors;

/** The offers among the test vectors, with the line ends of the wire. */
final class Offers {
  static final List<String> ALL =
      List.of(
          "chrome-audio-trickle",
          "chrome-audio-gathered",
          "chrome-audio-video-data",
          "firefox-audio-trickle",
          "safari-audio-gathered",
          "chromium-156-audio-trickle",
          "chromium-156-audio-gathered",
          "chromium-156-audio-video-data",
          "chromium-156-audio-recvonly",
          "firefox-153-audio-trickle",
          "firefox-153-audio-gathered",
          "firefox-153-audio-video-data",
          "firefox-153-audio-recvonly");

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
