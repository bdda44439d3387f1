package io.antiphon.dtlssrtp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A packet was not let in, and why. One instance per reason, without a stack trace: a flood of bad
 * packets makes no garbage.
 */
public final class SrtpRejectedException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Map<SrtpRejection, SrtpRejectedException> BY_REASON = byReason();

  private final SrtpRejection reason;

  private SrtpRejectedException(SrtpRejection reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  static SrtpRejectedException of(SrtpRejection reason) {
    return Objects.requireNonNull(BY_REASON.get(reason));
  }

  private static Map<SrtpRejection, SrtpRejectedException> byReason() {
    Map<SrtpRejection, SrtpRejectedException> exceptions = new EnumMap<>(SrtpRejection.class);
    for (SrtpRejection reason : SrtpRejection.values()) {
      exceptions.put(reason, new SrtpRejectedException(reason));
    }
    return exceptions;
  }

  /** Why the packet was not let in. */
  public SrtpRejection reason() {
    return reason;
  }
}
