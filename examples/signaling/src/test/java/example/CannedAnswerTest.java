package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.signaling.SignalingServer;
import org.junit.jupiter.api.Test;

class CannedAnswerTest {
  @Test
  void theAnswerComesBack() throws Exception {
    String sdp = "v=0\r\n";
    try (SignalingServer server = CannedAnswer.serve(sdp)) {
      assertEquals(sdp, CannedAnswer.ask(server.uri()).sdp());
    }
  }
}
