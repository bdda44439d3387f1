package io.antiphon.ice;

import java.util.OptionalLong;

/** The earliest of several times. */
final class Earliest {
  private boolean any;
  private long nanos;

  void consider(long candidateNanos) {
    if (!any || candidateNanos - nanos < 0) {
      any = true;
      nanos = candidateNanos;
    }
  }

  OptionalLong get() {
    return any ? OptionalLong.of(nanos) : OptionalLong.empty();
  }
}
