package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TwoTransportsTest {
  @Test
  void theyFindEachOther() throws IOException {
    String line = "";
    for (int i = 0; i < 20; i++) {
      line = TwoTransports.connect();
    }
    System.out.println("TwoTransports, warm: " + line);
    assertTrue(line.contains("SUCCEEDED after "), line);
  }
}
