package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CannedAnswerTest {
  @Test
  void answersWithWhatItWasGiven() throws Exception {
    try (SignalingServer server = CannedAnswer.serve("canned")) {
      assertEquals(Answer.of("canned", "peer-1"), CannedAnswer.ask(server.uri()));
    }
  }

  @Test
  void printsTheAnswer() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      CannedAnswer.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("type=answer, id=peer-1"));
  }
}
