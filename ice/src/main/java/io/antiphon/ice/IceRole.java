package io.antiphon.ice;

/** Who nominates (RFC 8445 §6.1.1). */
public enum IceRole {
  /** Chooses the pair; usually the side that made the offer. */
  CONTROLLING,
  /** Follows the choice of the other side. */
  CONTROLLED;

  /** The other side's role. */
  public IceRole opposite() {
    return this == CONTROLLING ? CONTROLLED : CONTROLLING;
  }
}
