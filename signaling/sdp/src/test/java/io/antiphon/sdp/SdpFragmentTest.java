package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SdpFragmentTest {
  private static final String FRAGMENT =
      Offers.crlf(
          """
          a=ice-ufrag:EsAw
          a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
          m=audio 9 RTP/AVP 0
          a=mid:0
          a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host
          a=end-of-candidates
          """);

  @Test
  void readsAndWritesCandidatesOfASection() throws SdpFormatException {
    SdpFragment fragment = SdpFragment.parse(FRAGMENT);
    assertEquals("EsAw", fragment.iceUfrag());
    assertEquals("P2uYro0UCOQ4zxjKXaWCBui1", fragment.icePwd());
    MediaDescription audio = fragment.media().get(0);
    assertEquals("0", audio.mid());
    assertEquals("EsAw", audio.iceUfrag());
    assertEquals(1, audio.candidates().size());
    assertTrue(audio.endOfCandidates());
    assertEquals(FRAGMENT, fragment.toString());
  }

  @Test
  void writesAnewGeneration() {
    MediaDescription audio =
        MediaDescription.builder("audio")
            .protocol("RTP/AVP")
            .formats(List.of("0"))
            .mid("0")
            .build();
    assertEquals(
        Offers.crlf(
            """
            a=ice-ufrag:abcd
            a=ice-pwd:abcdefghijklmnopqrstuv
            m=audio 9 RTP/AVP 0
            c=IN IP4 0.0.0.0
            a=mid:0
            """),
        SdpFragment.of("abcd", "abcdefghijklmnopqrstuv", List.of(audio)).toString());
  }

  @Test
  void refusesAWholeDescription() {
    SdpFormatException e =
        assertThrows(SdpFormatException.class, () -> SdpFragment.parse("v=0\r\n" + FRAGMENT));
    assertEquals("line 1: a fragment has no v= line", e.getMessage());
    assertEquals(1, e.lineNumber());
    assertEquals("a fragment has no v= line", e.reason());
  }
}
