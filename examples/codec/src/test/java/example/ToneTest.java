package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ToneTest {
  @Test
  void aSecondOfToneIsHeardAtItsLevel() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said));
    try {
      Tone.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertTrue(said.toString().startsWith("48000 ticks of RTP time"), said.toString());
    assertTrue(said.toString().matches("(?s).*heard at -1[4-6] dBov.*"), said.toString());
  }
}
