package io.antiphon.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzTest {
  private static final List<byte[]> SEEDS = List.of(new byte[0], new byte[] {1, 2});

  private static Fuzz fuzz() {
    return Fuzz.of("none", IOException.class).seeds(SEEDS);
  }

  private static void refuseNothing(byte[] input) throws IOException {
    if (input.length == 0) {
      throw new IOException("nothing");
    }
  }

  @Test
  void aParserMayRefuseByItsOwnException() {
    List<Integer> lengths = new ArrayList<>();
    fuzz()
        .play(
            input -> {
              lengths.add(input.length);
              refuseNothing(input);
            });
    assertEquals(List.of(0, 2), lengths);
  }

  @Test
  void anotherExceptionIsNamedWithItsInput() {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                fuzz()
                    .play(
                        input -> {
                          refuseNothing(input);
                          throw new IllegalStateException("lost");
                        }));
    assertTrue(failure.getMessage().endsWith("lost at 2 bytes: 0102"), failure.getMessage());
  }

  @Test
  void memoryIsBounded() {
    List<Object> kept = new ArrayList<>();
    Fuzz.Target greedy =
        input -> {
          refuseNothing(input);
          kept.add(new byte[100_000]);
        };
    AssertionError failure = assertThrows(AssertionError.class, () -> fuzz().play(greedy));
    assertTrue(failure.getMessage().contains("bytes allocated"), failure.getMessage());
    int refused = kept.size();
    fuzz().allocation(1 << 20, 0).play(greedy);
    assertEquals(refused + 1, kept.size());
  }

  @Test
  void aParserThatRefusesEverythingWasNotTried() {
    assertThrows(
        AssertionError.class,
        () ->
            fuzz()
                .play(
                    input -> {
                      throw new IOException();
                    }));
  }

  @Test
  void anyInputIsDatagrams() {
    List<byte[]> two = List.of(new byte[] {1, 2, 3}, new byte[] {4});
    byte[] joined = Datagrams.joined(two);
    assertArrayEquals(new byte[] {0, 3, 1, 2, 3, 0, 1, 4}, joined);
    assertEquals(2, Datagrams.of(joined, 9).size());
    assertEquals(1, Datagrams.of(joined, 1).size());
    assertArrayEquals(new byte[] {4}, Datagrams.of(joined, 9).get(1));
    assertArrayEquals(new byte[] {7}, Datagrams.of(new byte[] {-1, -1, 7}, 9).get(0));
    assertEquals(0, Datagrams.of(new byte[] {1}, 9).size());
  }
}
