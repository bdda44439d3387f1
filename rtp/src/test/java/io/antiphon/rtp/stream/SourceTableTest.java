package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.antiphon.rtp.Ssrc;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTableTest {
  private static final long SECOND = 1_000_000_000;

  private final SourceTable sources = new SourceTable(2, 10 * SECOND);
  private final RtpReceiver first = new RtpReceiver(new Ssrc(1), 48_000);
  private final RtpReceiver second = new RtpReceiver(new Ssrc(2), 48_000);
  private final RtpReceiver third = new RtpReceiver(new Ssrc(3), 48_000);

  @Test
  void aSourceLeavesOnceAndIsForgottenWhenItsStragglersHaveCome() {
    sources.add(0, first);
    assertEquals(first, sources.leave(SECOND, 1));
    assertNull(sources.leave(SECOND, 1));
    assertEquals(List.of(), sources.receivers());
    assertNull(sources.expire(SECOND + SECOND / 2 - 1));
    assertNotNull(sources.heard(SECOND + SECOND / 2, 1), "a straggler");
    assertNull(sources.expire(SECOND + SECOND / 2), "nobody is told again");
    assertNull(sources.heard(2 * SECOND, 1));
  }

  @Test
  void whoIsHeardOfStaysAndWhoIsNotTimesOut() {
    sources.add(0, first);
    sources.add(0, second);
    sources.heard(5 * SECOND, 2);
    assertNull(sources.expire(10 * SECOND - 1));
    assertEquals(first, sources.expire(10 * SECOND));
    assertNull(sources.expire(10 * SECOND));
    assertEquals(second, sources.expire(15 * SECOND));
    assertEquals(0, sources.size());
  }

  @Test
  void oneThatHasLeftMakesRoomForANewOne() {
    sources.add(0, first);
    sources.add(0, second);
    assertNull(sources.add(0, third));
    sources.leave(0, 1);
    assertNotNull(sources.add(0, third));
    assertEquals(List.of(second, third), sources.receivers());
  }
}
