package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.sdp.SessionDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AnswerAnOfferTest {
  @Test
  void answersWithOpus() throws Exception {
    SessionDescription answer = AnswerAnOffer.answer(Files.readString(Path.of("offer.sdp")));
    assertEquals("opus", answer.media().get(0).rtpMaps().get(0).encoding());
  }
}
