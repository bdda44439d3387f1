package io.antiphon.testvectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HexVectorTest {
  @Test
  void remarksAndWhiteSpaceDoNotCount() {
    HexVector vector = HexVector.parse("v", "# a remark: ff\n00 01\t02 # ff\n\n03\n");
    assertArrayEquals(new byte[] {0, 1, 2, 3}, vector.bytes());
  }

  @Test
  void aDashedLineStartsTheNextPacket() {
    HexVector vector = HexVector.parse("v", "0001\n---\n02\n");
    assertEquals(2, vector.packets().count());
    assertThrows(IllegalStateException.class, vector::bytes);
  }

  @Test
  void wrongHexNamesTheLine() {
    var e = assertThrows(IllegalArgumentException.class, () -> HexVector.parse("v", "00\n0g\n"));
    assertTrue(e.getMessage().contains("v, line 2"), e.getMessage());
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Vectors.hex("no/such-vector"));
  }
}
