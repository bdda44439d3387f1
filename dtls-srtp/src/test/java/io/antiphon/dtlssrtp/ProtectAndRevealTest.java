package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProtectAndRevealTest {
  @Test
  void whatIsProtectedIsRevealed() throws Exception {
    assertEquals("arma virumque cano", ProtectAndReveal.send("arma virumque cano"));
  }
}
