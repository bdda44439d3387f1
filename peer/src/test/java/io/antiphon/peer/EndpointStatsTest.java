package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EndpointStatsTest {
  @Test
  void whatTheWaysBearIsTheirSumAndTheLeastOfThem() {
    EndpointStats.Bandwidth none = EndpointStats.Bandwidth.NONE;
    assertEquals(new EndpointStats.Bandwidth(30_000, 30_000), none.and(30_000));
    assertEquals(
        new EndpointStats.Bandwidth(100_000, 20_000), none.and(30_000).and(20_000).and(50_000));
  }
}
