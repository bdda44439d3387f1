package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What packets tell of the time of their capture. */
class CaptureTimesTest {
  private static final int ID = 5;

  private final CaptureTimes times = new CaptureTimes();

  /** A packet captured at that second since 1900, half a second behind its sender's clock. */
  private static RtpPacket packet(int ssrc, int second) throws RtpFormatException {
    ByteBuffer bytes = ByteBuffer.allocate(12 + 4 + 20);
    bytes.putInt(0x906f0001).putInt(960).putInt(ssrc).putInt(0xbede0005);
    bytes.put((byte) (ID << 4 | 15)).putInt(second).putInt(0).putInt(0).putInt(1 << 31);
    return RtpPacket.parse(bytes.rewind());
  }

  @Test
  void theLastOfEachSourceIsKept() throws Exception {
    times.setId(ID);
    times.onPacket(packet(7, 10));
    times.onPacket(packet(7, 11));
    times.onPacket(packet(8, 20));
    assertEquals(11_000, times.captureMillis(7));
    assertEquals(500, times.offsetMillis(7));
    assertEquals(20_000, times.captureMillis(8));
    assertNull(times.captureMillis(9));
  }

  @Test
  void nothingIsReadThatWasNotAgreedOn() throws Exception {
    times.onPacket(packet(7, 10));
    assertNull(times.captureMillis(7));
    assertNull(times.offsetMillis(7));
  }

  @Test
  void anyNumberOfSourcesTakesAsMuchAsAFew() throws Exception {
    times.setId(ID);
    for (int ssrc = 0; ssrc < 1_000; ssrc++) {
      times.onPacket(packet(ssrc, 10));
    }
    assertNotNull(times.captureMillis(63));
    assertNull(times.captureMillis(64));
    times.onPacket(packet(63, 11));
    assertEquals(11_000, times.captureMillis(63), "who is known may go on");
  }
}
