package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.SrtpProfile;
import io.antiphon.dtlssrtp.SrtpSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SrtpTransportTest {
  private static final long SECOND = 1_000_000_000;

  private final TransportCounters counters = new TransportCounters();
  private final List<String> told = new ArrayList<>();
  private final SrtpTransport ours = new SrtpTransport(counters, new Told());
  private final SrtpSession theirs = session(DtlsRole.CLIENT);

  @Test
  void whatOvertakesTheKeysIsRevealedInItsOrderOnceTheyAreThere() {
    assertFalse(ours.receive(0, packet(1), DatagramKind.RTP));
    assertFalse(ours.receive(0, packet(2), DatagramKind.RTP));
    ours.key(5, session(DtlsRole.SERVER));
    assertEquals(List.of(), told);
    ours.revealEarly(5);
    assertEquals(List.of("rtp 1", "rtp 2"), told);
    ours.revealEarly(6);
    assertEquals(2, told.size(), "once");
    assertEquals(0, counters.rejected, "and not even tried twice");
  }

  @Test
  void keepsSixteenEarlyPacketsAndNoMore() {
    for (int number = 1; number <= 20; number++) {
      ours.receive(0, packet(number), DatagramKind.RTP);
    }
    ours.key(5, session(DtlsRole.SERVER));
    ours.revealEarly(5);
    assertEquals(16, told.size());
    assertEquals("rtp 16", told.get(15));
  }

  @Test
  void whatIsForgedIsCountedAndNobodyHearsOfIt() {
    ours.key(0, session(DtlsRole.SERVER));
    ByteBuffer forged = packet(1);
    forged.put(20, (byte) (forged.get(20) ^ 1));
    assertFalse(ours.receive(0, forged, DatagramKind.RTP));
    assertEquals(1, counters.rejected);
    assertEquals(List.of(), told);
    assertFalse(ours.canBeHeard(SECOND - 1));
  }

  @Test
  void aPeerCanHearWhenItHasSpokenOrASecondHasPassed() {
    ours.key(7, session(DtlsRole.SERVER));
    assertFalse(ours.canBeHeard(7 + SECOND - 1));
    assertTrue(ours.canBeHeard(7 + SECOND));
    assertTrue(ours.receive(8, packet(1), DatagramKind.RTP));
    assertTrue(ours.canBeHeard(8));
  }

  @Test
  void protectsNothingWithoutKeys() {
    ByteBuffer compound = ByteBuffer.allocate(8);
    assertEquals(0, ours.protect(0, 20));
    assertEquals(0, ours.protectControl(compound));
    ours.key(0, session(DtlsRole.SERVER));
    write(ours.outgoing(), 1);
    assertTrue(ours.protect(0, 20) > 20);
    assertEquals(List.of("sending 20"), told);
    ours.close();
    assertEquals(0, ours.protect(0, 20));
  }

  @Test
  void anRtcpCompoundThatDoesNotFitIsNotSent() {
    ours.key(0, session(DtlsRole.SERVER));
    int room = ours.outgoing().length - SrtpSession.MAX_OVERHEAD;
    ByteBuffer compound = ByteBuffer.allocate(room + 4).put(0, (byte) 0x80).put(1, (byte) 201);
    assertEquals(0, ours.protectControl(compound));
    assertTrue(ours.protectControl(compound.limit(room)) > room);
  }

  /** RTP from the other side, protected, in an array with room behind it. */
  private ByteBuffer packet(int number) {
    byte[] bytes = new byte[64];
    write(bytes, number);
    return ByteBuffer.wrap(bytes, 0, theirs.protect(bytes, 0, 20));
  }

  private static void write(byte[] into, int number) {
    into[0] = (byte) 0x80;
    into[1] = 111;
    into[3] = (byte) number;
    into[11] = 9;
  }

  private static SrtpSession session(DtlsRole role) {
    SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    byte[] keys = new byte[profile.keyingMaterialLength()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (byte) i;
    }
    return SrtpSession.of(profile, role, keys);
  }

  private final class Told implements SrtpTransport.Listener {
    @Override
    public void onRtp(long nowNanos, byte[] buffer, int offset, int length) {
      told.add("rtp " + buffer[offset + 3]);
    }

    @Override
    public void onSending(long nowNanos, byte[] buffer, int length) {
      told.add("sending " + length);
    }

    @Override
    public void onRtcp(long nowNanos, byte[] buffer, int offset, int length) {
      told.add("rtcp");
    }
  }
}
