package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is controlling, and what a lite agent leaves out (RFC 8445 §2.5, §7.3.1.1). */
class IceRoleTest extends TwoPeers {
  @ParameterizedTest
  @EnumSource(IceRole.class)
  void settlesARoleConflict(IceRole both) {
    a = network.add(transport(both, 11), A);
    b = network.add(transport(both, 22), B);
    connect();
    assertEquals(a.transport.role().opposite(), b.transport.role());
    assertEquals(
        1,
        a.events.stream().filter(IceEvent.RoleChanged.class::isInstance).count()
            + b.events.stream().filter(IceEvent.RoleChanged.class::isInstance).count());
  }

  @Test
  void liteAnswersAndNeverAsks() {
    a = network.add(transport(IceRole.CONTROLLING, 11), A);
    b = network.add(transport(IceConfig.defaults().withLite(true), IceRole.CONTROLLING, 22), B);
    assertEquals(IceRole.CONTROLLED, b.transport.role());
    a.transport.setRemoteLite(true);
    connect();
    network.runFor(Duration.ofMinutes(2));
    assertTrue(bothComplete());
    assertTrue(
        network.wire.stream()
            .filter(t -> t.local().equals(B))
            .allMatch(t -> StunFraming.type(t.datagram()) == StunFraming.BINDING_SUCCESS));
    network.blocked = t -> true;
    network.runFor(Duration.ofMinutes(1));
    assertEquals(IceState.FAILED, b.state());
  }

  /** Whatever the tie-breakers: a lite agent cannot nominate (RFC 8445 §6.1.1). */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whoMeetsALiteAgentBecomesControlling(long seed) {
    a = network.add(transport(IceRole.CONTROLLED, 11), A);
    b = network.add(transport(IceConfig.defaults().withLite(true), IceRole.CONTROLLED, seed), B);
    connect();
    assertEquals(IceRole.CONTROLLING, a.transport.role());
    assertEquals(IceRole.CONTROLLED, b.transport.role());
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void theSignallingDecidesTheRoleExceptALiteAgents(IceRole role) {
    IceTransport full = transport(role.opposite(), 11);
    full.setRole(role);
    assertEquals(role, full.role());
    full.setRemoteLite(false);
    assertEquals(role, full.role());
    full.setRemoteLite(true);
    assertEquals(IceRole.CONTROLLING, full.role());
    IceTransport lite = transport(IceConfig.defaults().withLite(true), role.opposite(), 22);
    lite.setRole(role);
    assertEquals(IceRole.CONTROLLED, lite.role());
  }
}
