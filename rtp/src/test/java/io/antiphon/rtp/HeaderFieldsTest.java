package io.antiphon.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
  @Test
  void sequenceNumbersWrap() {
    SequenceNumber last = new SequenceNumber(65535);
    assertEquals(new SequenceNumber(0), last.plus(1));
    assertEquals(1, new SequenceNumber(0).minus(last));
    assertEquals(-1, last.minus(new SequenceNumber(0)));
    assertEquals(new SequenceNumber(65535), new SequenceNumber(0).plus(-1));
    assertThrows(IllegalArgumentException.class, () -> new SequenceNumber(65536));
    assertThrows(IllegalArgumentException.class, () -> new SequenceNumber(-1));
  }

  @Test
  void timestampsWrapAndAreWrittenUnsigned() {
    RtpTimestamp late = new RtpTimestamp(-960);
    assertEquals(new RtpTimestamp(0), late.plus(960));
    assertEquals(1920, new RtpTimestamp(960).minus(late));
    assertEquals("4294966336", late.toString());
  }

  @Test
  void sourcesAreWrittenUnsignedAndNeverDrawnAsZero() {
    assertEquals("4294967295", new Ssrc(-1).toString());
    RandomGenerator zeroFirst =
        new RandomGenerator() {
          private int next;

          @Override
          public int nextInt() {
            return next++;
          }

          @Override
          public long nextLong() {
            return nextInt();
          }
        };
    assertNotEquals(new Ssrc(0), Ssrc.random(zeroFirst));
  }

  @Test
  void valuesRefuseWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new PayloadType(128));
    assertThrows(IllegalArgumentException.class, () -> new AudioLevel(128, true));
    assertThrows(IllegalArgumentException.class, () -> new AudioLevel(-1, true));
    assertThrows(IllegalArgumentException.class, () -> new HeaderExtensionIds(256, 0));
    assertThrows(IllegalArgumentException.class, () -> new HeaderExtensionIds(3, 3));
  }

  @Test
  void audioLevelsGoToTheirByteAndBack() {
    for (int i = 0; i < 256; i++) {
      AudioLevel level = AudioLevel.of((byte) i);
      assertEquals((byte) i, AudioLevel.toByte(level.levelDbov(), level.voice()));
    }
    assertEquals(127, AudioLevel.toByte(200, false));
    assertEquals((byte) 0x80, AudioLevel.toByte(-5, true));
  }
}
