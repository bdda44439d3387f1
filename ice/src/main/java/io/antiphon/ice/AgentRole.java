package io.antiphon.ice;

import java.util.random.RandomGenerator;

/** Our role, and the tie-breaker that decides when both sides claim the same (RFC 8445 §5.2). */
final class AgentRole {
  private final boolean lite;
  private final RandomGenerator random;
  private IceRole role;
  private long tieBreaker;

  /** A lite agent is controlled and stays so (RFC 8445 §6.1.1). */
  AgentRole(IceRole role, boolean lite, RandomGenerator random) {
    this.role = lite ? IceRole.CONTROLLED : role;
    this.lite = lite;
    this.random = random;
    this.tieBreaker = random.nextLong();
  }

  IceRole get() {
    return role;
  }

  boolean isControlling() {
    return role == IceRole.CONTROLLING;
  }

  long tieBreaker() {
    return tieBreaker;
  }

  void set(IceRole newRole) {
    if (!lite) {
      role = newRole;
    }
  }

  /**
   * Settles a conflict, if there is one: either we change sides, or the other side must (RFC 8445
   * §7.3.1.1).
   *
   * @return true if it must: the request is to be answered by 487
   */
  boolean refuses(StunMessage request) {
    if (request.role() != role) {
      return false;
    }
    boolean oursIsLarger = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
    if (lite || oursIsLarger == isControlling()) {
      return true;
    }
    role = role.opposite();
    return false;
  }

  /** A request of ours that claimed a role was answered by 487 (RFC 8445 §7.2.5.1). */
  void onRefused(IceRole claimed) {
    if (claimed == role && !lite) {
      role = role.opposite();
      tieBreaker = random.nextLong();
    }
  }
}
