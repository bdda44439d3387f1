package io.antiphon.rtp.jitter;

import static io.antiphon.rtp.PacketFixture.SSRC;
import static io.antiphon.rtp.PacketFixture.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatientReaderTest {
  private static final int FRAME = 960;
  private static final int RATE = 48_000;
  private final PatientReader reader = new PatientReader(RATE);

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private Insertion insert(long atMillis, int sequenceNumber, int timestamp) {
    return reader.insert(millis(atMillis), packet(sequenceNumber, timestamp), FRAME);
  }

  private List<String> poll(long atMillis) {
    List<String> decisions = new ArrayList<>();
    for (PlayoutDecision next = reader.poll(millis(atMillis));
        next != null;
        next = reader.poll(millis(atMillis))) {
      decisions.add(next.toString());
    }
    return decisions;
  }

  private void begin() {
    insert(0, 0, 0);
    assertEquals(List.of("PLAY 960 of 0"), poll(200));
  }

  @Test
  void theFirstPacketWaitsForThoseItOvertook() {
    insert(0, 11, 960);
    assertEquals(List.of(), poll(199));
    insert(199, 10, 0);
    assertEquals(List.of(), poll(200));
    assertEquals(List.of("PLAY 960 of 10", "PLAY 960 of 11"), poll(399));
  }

  @Test
  void aMissingPacketIsWaitedForAndThenConcealedWithWhatFollows() {
    begin();
    insert(240, 2, 2 * FRAME);
    insert(260, 3, 3 * FRAME);
    assertEquals(List.of(), poll(1239));
    assertEquals(List.of("CONCEAL 960 of 2", "PLAY 960 of 2", "PLAY 960 of 3"), poll(1240));
    assertEquals(Insertion.LATE, insert(1241, 1, FRAME));
    assertEquals(4 * FRAME, reader.ticksEmitted());
  }

  @Test
  void patienceRunsFromTheFirstThatCameAfterTheGap() {
    begin();
    insert(300, 3, 3 * FRAME);
    assertEquals(List.of(), poll(300));
    insert(900, 2, 2 * FRAME);
    assertEquals(List.of(), poll(1299));
    assertEquals(3, poll(1300).size());
  }

  @Test
  void patienceOfZeroWaitsForNobody() {
    PatientReader hasty = new PatientReader(RATE, Duration.ZERO);
    hasty.insert(0, packet(0, 0), FRAME);
    hasty.insert(0, packet(2, 2 * FRAME), FRAME);
    assertEquals("PLAY 960 of 0", String.valueOf(hasty.poll(0)));
    assertEquals("CONCEAL 960 of 2", String.valueOf(hasty.poll(0)));
  }

  @Test
  void aLongLossIsConcealedAtFirstThenSilentAndRepairedAtItsEnd() {
    begin();
    insert(4000, 151, 151 * FRAME); // 150 packets lost, 3 s
    List<String> decisions = poll(5000);
    assertEquals(6, decisions.stream().filter("CONCEAL 960"::equals).count());
    assertEquals(
        List.of("SILENCE 48000", "SILENCE 48000", "SILENCE 41280", "CONCEAL 960 of 151"),
        decisions.subList(6, 10));
    assertEquals(152 * FRAME, reader.ticksEmitted());
  }

  @Test
  void whatIsLostIsDividedSoThatAWholeFramePrecedesThePacketThatMayHoldACopy() {
    begin();
    insert(300, 3, 3 * FRAME + 100);
    assertEquals(
        List.of("CONCEAL 100", "CONCEAL 960", "CONCEAL 960 of 3", "PLAY 960 of 3"), poll(1300));
  }

  @Test
  void itTellsHowMuchIsStillToCome() {
    assertEquals(0, reader.ticksAhead());
    insert(0, 0, 0);
    insert(20, 1, FRAME);
    assertEquals(2 * FRAME, reader.ticksAhead());
    assertEquals(2, poll(200).size());
    assertEquals(0, reader.ticksAhead());
    insert(300, 4, 4 * FRAME);
    insert(310, 3, 3 * FRAME);
    assertEquals(3 * FRAME, reader.ticksAhead());
  }

  @Test
  void aTimestampGapWithoutALossIsSilence() {
    begin();
    insert(3000, 1, 100 * FRAME);
    assertEquals(List.of("SILENCE 48000", "SILENCE 47040", "PLAY 960 of 1"), poll(3000));
    assertEquals(0, reader.ticksLost());
  }

  @Test
  void copiesAreReadOnce() {
    begin();
    insert(220, 1, FRAME);
    assertEquals(Insertion.DUPLICATE, insert(221, 1, FRAME));
    assertEquals(1, poll(222).size());
    assertEquals(Insertion.DUPLICATE, insert(223, 1, FRAME));
    assertEquals(2, reader.packetsDuplicated());
  }

  @Test
  void overlappingTimestampsAreTrimmedSoThatTheLengthIsExact() {
    begin();
    insert(220, 1, FRAME - 100);
    PlayoutDecision next = reader.poll(millis(220));
    assertEquals("PLAY 860 of 1", String.valueOf(next));
    assertEquals(100, next == null ? 0 : next.trimTicks());
    insert(240, 2, FRAME - 100); // wholly within what is written
    insert(260, 3, 2 * FRAME - 100);
    assertEquals(1, poll(260).size());
    assertEquals(3 * FRAME - 100, reader.ticksEmitted());
    assertEquals(1, reader.packetsLate());
  }

  @Test
  void numbersWrapWithoutATrace() {
    int timestamp = -10 * FRAME;
    for (int i = 0; i < 20; i++) {
      insert(20L * i, 65_530 + i, timestamp + i * FRAME);
    }
    assertEquals(20, poll(600).size());
    assertEquals(20 * FRAME, reader.ticksEmitted());
  }

  @Test
  void aGarbageTimestampAsksForNoSilence() {
    begin();
    insert(220, 1, 1_800_000_000); // more than ten hours ahead
    insert(240, 2, 2 * FRAME);
    insert(260, 3, -1_900_000_000);
    insert(280, 4, 4 * FRAME);
    assertEquals(4, poll(280).size());
    assertEquals(5 * FRAME, reader.ticksEmitted());
  }

  @Test
  void noRowOfWrongTimestampsIsBelievedBeyondTheWallClock() {
    for (int i = 0; i < 500; i++) {
      insert(20L * i, i, i * 40 * FRAME); // each 0.8 s after the one before
      poll(20L * i);
    }
    reader.finish();
    poll(10_000);
    assertTrue(reader.ticksEmitted() <= 13 * RATE, () -> reader.ticksEmitted() + " ticks");
    assertEquals(500, reader.packetsRead());
  }

  @Test
  void aRestartedSourceGoesOnWhereItWas() {
    begin();
    for (int i = 0; i < 50; i++) {
      insert(220 + 20L * i, 40_000 + i, 2_000_000_000 + i * FRAME);
    }
    assertEquals(49, poll(2000).size(), "the first of the new row is on probation");
    assertEquals(50 * FRAME, reader.ticksEmitted());
  }

  @Test
  void aRestartAfterAPauseKeepsThePause() {
    begin();
    insert(20_000, 40_000, 7);
    insert(20_020, 40_001, 7 + FRAME);
    poll(20_020);
    long off = reader.ticksEmitted() - 20_040 * 48;
    assertTrue(Math.abs(off) <= FRAME, () -> off + " ticks off");
  }

  @Test
  void anotherSsrcGoesOnAndStragglersOfTheFirstAreRefused() {
    begin();
    reader.insert(millis(220), packet(SSRC + 1, 9, 12_345, 9), FRAME);
    assertEquals(Insertion.REFUSED, insert(221, 1, FRAME));
    reader.insert(millis(240), packet(SSRC + 1, 10, 12_345 + FRAME, 10), FRAME);
    assertEquals(List.of("PLAY 960 of 9", "PLAY 960 of 10"), poll(240));
    assertEquals(Insertion.KEPT, insert(3000, 2, 2 * FRAME), "and later it may come back");
  }

  @Test
  void aLateBurstFromBeforeAStallIsNoRestart() {
    begin();
    for (int i = 1; i < 200; i++) {
      insert(200 + 20L * i, i, i * FRAME);
      poll(200 + 20L * i);
    }
    assertEquals(Insertion.DUPLICATE, insert(4200, 40, 40 * FRAME));
    assertEquals(Insertion.DUPLICATE, insert(4200, 41, 41 * FRAME));
    insert(4220, 200, 200 * FRAME);
    poll(4220);
    assertEquals(201 * FRAME, reader.ticksEmitted());
  }

  @Test
  void aFullRingIsReadWithoutPatienceRatherThanLost() {
    begin();
    for (int i = 2; i < 1100; i++) {
      insert(300, i, i * FRAME); // and number 1 is missing
    }
    assertTrue(reader.packetsRefused() > 0);
    assertTrue(poll(301).size() > 1000, "although patience is not over");
    assertEquals(List.of(), poll(302));
  }

  @Test
  void finishingGivesAllThatIsLeft() {
    insert(0, 0, 0);
    insert(20, 2, 2 * FRAME);
    assertEquals(List.of(), poll(20));
    reader.finish();
    assertEquals(List.of("PLAY 960 of 0", "CONCEAL 960 of 2", "PLAY 960 of 2"), poll(20));
    assertEquals(Insertion.REFUSED, insert(40, 3, 3 * FRAME));
    assertNull(reader.poll(millis(40)));
  }

  @Test
  void packetsOfAnyDurationAreExact() {
    int timestamp = 0;
    for (int i = 0; i < 48; i++) {
      int duration = 120 * (i + 1);
      reader.insert(millis(i), packet(i, timestamp), duration);
      timestamp += duration;
    }
    poll(300);
    assertEquals(timestamp, reader.ticksEmitted());
    assertThrows(IllegalArgumentException.class, () -> reader.insert(0, packet(48, 0), 0));
    assertThrows(IllegalArgumentException.class, () -> reader.insert(0, packet(48, 0), RATE + 1));
  }
}
