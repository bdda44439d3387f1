package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InOrderTest {
  @Test
  void allIsInOrderAndTheSixthIsConcealed() throws Exception {
    assertEquals(
        "PLAY PLAY PLAY PLAY PLAY CONCEAL PLAY PLAY lost 1, twice 1",
        InOrder.read(1, 2, 4, 3, 3, 5, 7, 8));
  }
}
