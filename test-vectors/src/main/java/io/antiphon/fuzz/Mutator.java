package io.antiphon.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Breeds inputs: one to a few small damages to one that there is. */
final class Mutator {
  private static final int MOST_DAMAGES = 6;
  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x40, 0x20};

  private final SplittableRandom random;
  private final List<byte[]> words;
  private final int mostBytes;

  Mutator(SplittableRandom random, List<byte[]> words, int mostBytes) {
    this.random = random;
    this.words = words;
    this.mostBytes = mostBytes;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  byte[] next(List<byte[]> pool) {
    byte[] bytes = pool.isEmpty() ? noise() : pool.get(below(pool.size()));
    int damages = 1 + below(MOST_DAMAGES);
    for (int i = 0; i < damages; i++) {
      bytes = damaged(bytes, pool);
    }
    return bytes.length > mostBytes ? Arrays.copyOf(bytes, mostBytes) : bytes;
  }

  private byte[] noise() {
    byte[] bytes = new byte[below(Math.min(200, mostBytes))];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] damaged(byte[] bytes, List<byte[]> pool) {
    if (bytes.length == 0) {
      return noise();
    }
    int at = below(bytes.length);
    int length = Math.min(bytes.length - at, 1 + below(1 + below(32)));
    return switch (below(11)) {
      case 0, 1 -> set(bytes, at, bytes[at] ^ 1 << below(8));
      case 2 -> set(bytes, at, below(256));
      case 3 -> set(bytes, at, TELLING[below(TELLING.length)]);
      case 4 -> set(bytes, at, bytes[at] + below(9) - 4);
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 -> spliced(bytes, at, at + length, new byte[0]);
      case 7 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      case 8 -> crossed(bytes, at, pool);
      case 9 -> wide(bytes, at);
      default -> words.isEmpty() ? set(bytes, at, below(256)) : worded(bytes, at, length);
    };
  }

  private static byte[] set(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] all = Arrays.copyOf(bytes, from + between.length + bytes.length - to);
    System.arraycopy(between, 0, all, from, between.length);
    System.arraycopy(bytes, to, all, from + between.length, bytes.length - to);
    return all;
  }

  private byte[] crossed(byte[] bytes, int at, List<byte[]> pool) {
    byte[] other = pool.isEmpty() ? noise() : pool.get(below(pool.size()));
    int from = below(other.length + 1);
    return spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
  }

  /** A number of two or four bytes that lengths do not like. */
  private byte[] wide(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    int value = TELLING[below(TELLING.length)];
    int fill = below(2) == 0 ? 0xff : 0;
    for (int i = at; i < Math.min(bytes.length, at + 2 + 2 * below(2)); i++) {
      copy[i] = (byte) (i == at ? value : fill);
    }
    return copy;
  }

  private byte[] worded(byte[] bytes, int at, int length) {
    byte[] word = words.get(below(words.size()));
    return spliced(bytes, at, below(2) == 0 ? at : at + length, word);
  }
}
