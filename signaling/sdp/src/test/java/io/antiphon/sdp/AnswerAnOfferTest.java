package io.antiphon.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerAnOfferTest {
  @Test
  void takesTheAudioAndTurnsDownTheRest() throws SdpFormatException {
    SessionDescription answer =
        AnswerAnOffer.answer(Vectors.text("sdp/chrome-audio-video-data.sdp"));
    assertEquals(3, answer.media().size());
    MediaDescription audio = answer.media().get(0);
    assertEquals("opus", audio.rtpMaps().get(0).encoding());
    assertEquals("1", audio.fmtp(111).get("useinbandfec"));
    assertTrue(answer.media().get(1).isRejected());
    assertEquals("webrtc-datachannel", answer.media().get(2).formats().get(0));
    assertEquals(answer, SessionDescription.parse(answer.toString()));
  }

  @Test
  void printsTheAnswer() throws SdpFormatException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      AnswerAnOffer.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertTrue(
        printed.toString(StandardCharsets.UTF_8).contains("a=rtpmap:111 opus/48000/2\r\n"),
        printed.toString(StandardCharsets.UTF_8));
  }
}
