package io.antiphon.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadCaptureTest {
  @Test
  void theExamplePrintsWhatTheReadmeSays() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ReadCapture.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertEquals(
        List.of(
            "100 1000 3 bytes AudioLevel[levelDbov=100, voice=true]",
            "101 1960 4 bytes AudioLevel[levelDbov=32, voice=true]",
            "102 was lost",
            "103 3880 3 bytes AudioLevel[levelDbov=30, voice=true]"),
        printed.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
