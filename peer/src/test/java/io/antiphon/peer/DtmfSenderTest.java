package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys pressed on the way out, slot by slot of the media clock. */
class DtmfSenderTest {
  private static final PayloadType EVENTS = new PayloadType(110);
  private static final int SLOT_TICKS = 960;

  private final DtmfSender keys = new DtmfSender();
  private final RtpSender out =
      new RtpSender(
          new Ssrc(7), new PayloadType(111), 48_000, HeaderExtensionIds.NONE, null, new Random(1));
  private final List<ByteBuffer> sent = new ArrayList<>();
  private final List<String> tones = new ArrayList<>();
  private final DtmfSender.Way way =
      new DtmfSender.Way() {
        private final byte[] buffer = new byte[100];

        @Override
        public byte[] outgoing() {
          return buffer;
        }

        @Override
        public void send(long nowNanos, int length) {
          sent.add(ByteBuffer.wrap(buffer.clone(), 0, length));
        }
      };

  @BeforeEach
  void listen() {
    keys.setNegotiated(true);
    keys.onToneChange(tones::add);
  }

  /** Lets slots pass and tells in which of them a key sounds: one character each. */
  private String play(int slots) {
    StringBuilder sounds = new StringBuilder();
    for (int i = 0; i < slots; i++) {
      sounds.append(keys.play(0, 1, out, EVENTS, way) ? '#' : '.');
      out.skip(SLOT_TICKS);
    }
    return sounds.toString();
  }

  @Test
  void aKeySoundsForItsTimeAndTheNextComesAfterTheGap() {
    keys.insertDtmf("12");
    assertEquals("12", keys.toneBuffer());
    assertEquals("#####....#####......", play(20));
    assertEquals(List.of("1", "2", ""), tones);
    assertEquals(2 * (5 + 2), sent.size(), "the end is said three times");
    assertTrue(keys.isIdle());
  }

  @Test
  void aKeyStandsWhereTheAudioWouldAndLastsAsLong() {
    int beginning = out.nextTimestamp();
    keys.insertDtmf("5", Duration.ofMillis(60), Duration.ofMillis(30));
    play(10);
    int[] durations = {960, 1920, 2880, 2880, 2880};
    assertEquals(durations.length, sent.size());
    for (int i = 0; i < durations.length; i++) {
      ByteBuffer packet = sent.get(i);
      assertEquals(i == 0 ? 0x80 | 110 : 110, packet.get(1) & 0xFF);
      assertEquals(beginning, packet.getInt(4));
      assertEquals(5, packet.get(12));
      assertEquals(i < 2 ? 10 : 0x80 | 10, packet.get(13) & 0xFF);
      assertEquals(durations[i], packet.getShort(14) & 0xFFFF);
    }
  }

  @Test
  void timesOutOfRangeBecomeTheNearestThatAreNot() {
    keys.insertDtmf("11", Duration.ofMillis(1), Duration.ofMillis(1));
    assertEquals("##..##", play(6), "40 ms, and 30 rounded up");
    play(10);
    keys.insertDtmf("1", Duration.ofSeconds(60), Duration.ZERO);
    assertEquals(300, play(400).chars().filter(each -> each == '#').count(), "6 s");
  }

  @Test
  void aCommaIsAPauseOfTwoSeconds() {
    keys.insertDtmf("1,2", Duration.ofMillis(40), Duration.ofMillis(40));
    assertEquals("##.." + ".".repeat(100) + "##", play(106));
    assertEquals(List.of("1", ",", "2"), tones);
  }

  @Test
  void anotherCallTakesThePlaceOfWhatWaitsButNotOfWhatSounds() {
    keys.insertDtmf("123");
    assertEquals("##", play(2));
    assertEquals("23", keys.toneBuffer());
    keys.insertDtmf("a#");
    assertEquals("A#", keys.toneBuffer());
    play(40);
    assertEquals(List.of("1", "A", "#", ""), tones);
  }

  @Test
  void theEmptyStringCallsOffWhatWaits() {
    keys.insertDtmf("123");
    play(2);
    keys.insertDtmf("");
    assertEquals("###.................", play(20));
    assertEquals(List.of("1", ""), tones);
  }

  @Test
  void aStallDoesNotMakeItLonger() {
    keys.insertDtmf("12");
    play(1);
    assertTrue(keys.play(0, 3, out, EVENTS, way));
    assertTrue(keys.play(0, 1, out, EVENTS, way));
    assertFalse(keys.play(0, 3, out, EVENTS, way));
    assertEquals(".#", play(2), "nor the gap");
  }

  @Test
  void whatIsNoKeyIsRefusedAndNothingChanges() {
    keys.insertDtmf("12");
    var e = assertThrows(IllegalArgumentException.class, () -> keys.insertDtmf("1x"));
    assertTrue(e.getMessage().contains("'x'"), e.getMessage());
    assertEquals("12", keys.toneBuffer());
  }

  @Test
  void nothingCanBePressedThatWasNotNegotiated() {
    keys.setNegotiated(false);
    assertFalse(keys.canInsertDtmf());
    assertThrows(IllegalStateException.class, () -> keys.insertDtmf("1"));
  }
}
