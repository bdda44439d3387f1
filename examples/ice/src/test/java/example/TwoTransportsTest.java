package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TwoTransportsTest {
  @Test
  void theTwoFindEachOther() throws Exception {
    assertTrue(TwoTransports.connect().contains("127.0.0.1"));
  }
}
