package io.antiphon.rtp.jitter;

import static io.antiphon.rtp.PacketFixture.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Packets that come again, by RED or by request, when their time is over. */
class LateCopyTest {
  private static final int FRAME = 960;
  private static final int LOST = 5;
  private static final long SLOT_NANOS = 20_000_000;

  private final JitterBuffer buffer =
      new JitterBuffer(JitterConfig.of(48_000), DelayEstimator.fixed(60 * 48));
  private final StringBuilder heard = new StringBuilder();

  /** Packets each 20 ms, one of them lost, whose copy comes with a later one. */
  private Insertion stream(int packets, int copyWith) {
    Insertion insertion = Insertion.REFUSED;
    for (int i = 0; i < packets; i++) {
      if (i != LOST) {
        buffer.insert(i * SLOT_NANOS, packet(i, i * FRAME), FRAME);
      }
      if (i == copyWith) {
        insertion = buffer.insertCopy(i * SLOT_NANOS, packet(LOST, LOST * FRAME), FRAME);
      }
      buffer.pull(i * SLOT_NANOS, FRAME, 0);
      for (int held = 0; held < FRAME; ) {
        PlayoutDecision next = buffer.next(held);
        if (next.ticks() == 0) {
          break;
        }
        held += next.ticks();
        boolean played = next.kind() == PlayoutDecision.Kind.PLAY;
        heard.append(played ? Integer.toString(next.sequenceNumber()) : "-").append(' ');
      }
    }
    return insertion;
  }

  @Test
  void aCopyInTimeIsPlayedInItsPlace() {
    assertEquals(Insertion.KEPT, stream(13, LOST + 1));
    assertEquals("0 1 2 3 4 5 6 7 8 9 ", heard.toString());
  }

  @Test
  void aCopyThatComesTooLateIsNotHeard() {
    assertEquals(Insertion.LATE, stream(16, LOST + 4));
    assertEquals("0 1 2 3 4 - 6 7 8 9 10 11 12 ", heard.toString());
    assertEquals(0, buffer.statistics().packetsRecovered());
  }

  @Test
  void aSecondCopyIsNotHeardEither() {
    stream(LOST + 3, LOST + 1);
    long now = (LOST + 3) * SLOT_NANOS;
    assertEquals(Insertion.DUPLICATE, buffer.insertCopy(now, packet(LOST, LOST * FRAME), FRAME));
    assertEquals(Insertion.DUPLICATE, buffer.insert(now, packet(LOST - 1, 4 * FRAME), FRAME));
    assertTrue(heard.toString().startsWith("0 1 2 3 4 "), heard.toString());
  }
}
