package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProtectAndRevealTest {
  @Test
  void whatOneEndSaysTheOtherReads() throws Exception {
    assertEquals("Veni, vidi, vici", ProtectAndReveal.send("Veni, vidi, vici"));
  }
}
