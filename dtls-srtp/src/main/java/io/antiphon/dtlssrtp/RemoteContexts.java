package io.antiphon.dtlssrtp;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * The cryptographic contexts of what one direction receives (RFC 3711 §3.2), by SSRC.
 *
 * <p>Session keys are the same for every SSRC (RFC 3711 §4.3), and a packet that fails leaves a
 * context as it was: so the next unknown SSRC is tried with the one context that the last one
 * failed with, and a flood of unknown SSRCs costs one in all, not one each.
 */
final class RemoteContexts<T> {
  /** Makes a context for one SSRC. */
  interface Derivation<T> {
    T derive(int ssrc) throws GeneralSecurityException;
  }

  private final SsrcTable<T> known = new SsrcTable<>();
  private final Derivation<T> derivation;
  private @Nullable T untried;

  RemoteContexts(Derivation<T> derivation) {
    this.derivation = derivation;
  }

  /** The context to try a packet of this SSRC with; null if there is no room for one more. */
  @Nullable T get(int ssrc) throws GeneralSecurityException {
    T context = known.get(ssrc);
    if (context != null) {
      return context;
    }
    if (!known.hasRoom()) {
      return null;
    }
    if (untried == null) {
      untried = derivation.derive(ssrc);
    }
    return untried;
  }

  /** A packet was authentic: the context is kept, if it was not yet, and counts as just used. */
  void authentic(int ssrc, T context) {
    if (context == untried) {
      known.put(ssrc, context);
      untried = null;
    }
    known.used(ssrc);
  }
}
