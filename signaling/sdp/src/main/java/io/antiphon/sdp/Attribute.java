package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/**
 * An attribute as it stands, {@code a=name} or {@code a=name:value} (RFC 8866 §5.13).
 *
 * @param name what stands before the colon, such as {@code rtpmap}
 * @param value what follows the colon; null where there is no colon
 */
public record Attribute(String name, @Nullable String value) {
  /** The attribute as its line says it, without {@code a=}. */
  @Override
  public String toString() {
    return value == null ? name : name + ":" + value;
  }

  static Attribute split(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Attribute(text, null)
        : new Attribute(text.substring(0, colon), text.substring(colon + 1));
  }
}
