package io.antiphon.dtlssrtp;

/** Sends packets from one session to another until the code that does it is warm. */
final class SrtpWarmUp {
  private static final int PACKETS = 2000;
  private static final int LENGTH = 172;

  private SrtpWarmUp() {}

  static void run() {
    for (SrtpProfile profile : SrtpProfile.values()) {
      byte[] keys = new byte[profile.keyingMaterialLength()];
      SrtpSession client = SrtpSession.of(profile, DtlsRole.CLIENT, keys);
      SrtpSession server = SrtpSession.of(profile, DtlsRole.SERVER, keys);
      byte[] packet = new byte[LENGTH + SrtpSession.MAX_OVERHEAD];
      for (int i = 0; i < PACKETS; i++) {
        exchange(client, server, packet, i);
      }
    }
  }

  private static void exchange(SrtpSession from, SrtpSession to, byte[] packet, int number) {
    try {
      packet[0] = (byte) 0x80;
      packet[1] = 96;
      packet[2] = (byte) (number >> 8);
      packet[3] = (byte) number;
      to.unprotect(packet, 0, from.protect(packet, 0, LENGTH));
      packet[0] = (byte) 0x80;
      packet[1] = (byte) 200;
      to.unprotectControl(packet, 0, from.protectControl(packet, 0, 28));
    } catch (SrtpRejectedException e) {
      throw new IllegalStateException("a session rejects its own packets", e);
    }
  }
}
