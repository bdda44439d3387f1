package io.antiphon.testvectors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Opens the vectors by name: {@code stun/rfc5769-2.1-request} is the file of that name below {@code
 * vectors/} in this jar, with the ending that its kind has.
 *
 * <p>Thread-safe; nothing is cached.
 */
public final class Vectors {
  private Vectors() {}

  /** Whether there is a file of this name, its ending with it. */
  public static boolean exist(String file) {
    return Vectors.class.getResource("/vectors/" + file) != null;
  }

  /**
   * Reads annotated hex, a file that ends in {@code .hex}.
   *
   * @throws IllegalArgumentException if there is no such file, or it is not annotated hex
   */
  public static HexVector hex(String name) {
    return HexVector.parse(name, text(name + ".hex"));
  }

  /**
   * Reads a whole file as UTF-8 text, line ends as they stand in it.
   *
   * @param file the name with its ending, such as {@code sdp/chrome-offer.sdp}
   * @throws IllegalArgumentException if there is no such file
   */
  public static String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /**
   * Reads a whole file as it is.
   *
   * @param file the name with its ending, such as {@code opus/tone-440-mono-20ms.pcm}
   * @throws IllegalArgumentException if there is no such file
   */
  public static byte[] bytes(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no test vector named " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
