package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IceCredentialsTest {
  private static final String PWD = "0123456789012345678901";

  @Test
  void keepsTheLimitsOfSection5Point3() {
    assertEquals("abcd", new IceCredentials("abcd", PWD).ufrag());
    assertThrows(IllegalArgumentException.class, () -> new IceCredentials("abc", PWD));
    assertThrows(
        IllegalArgumentException.class, () -> new IceCredentials("abcd", PWD.substring(1)));
    assertThrows(IllegalArgumentException.class, () -> new IceCredentials("a".repeat(257), PWD));
    assertThrows(IllegalArgumentException.class, () -> new IceCredentials("abcd", "x".repeat(257)));
    assertThrows(IllegalArgumentException.class, () -> new IceCredentials("ab:d", PWD));
    assertThrows(IllegalArgumentException.class, () -> new IceCredentials("abcd", PWD + " "));
  }

  @Test
  void neverShowsThePassword() {
    assertFalse(new IceCredentials("abcd", PWD).toString().contains(PWD));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new IceCredentials("abcd", PWD + ":"));
    assertFalse(String.valueOf(e.getMessage()).contains(PWD));
  }

  @Test
  void generatesDifferentOnes() {
    Random random = new Random(1);
    assertNotEquals(IceCredentials.generate(random), IceCredentials.generate(random));
    assertEquals(32, IceCredentials.generate(random).pwd().length());
  }
}
