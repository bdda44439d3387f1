package io.antiphon.bench.jmh;

import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.SrtpProfile;
import io.antiphon.dtlssrtp.SrtpRejectedException;
import io.antiphon.dtlssrtp.SrtpSession;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** SRTP of audio packets: 12 bytes of header and 80 of Opus, which is 32 kbit/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SrtpPackets {
  private static final int LENGTH = 92;

  /** How packets are protected. */
  @Param({"AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
  public String profile = "AEAD_AES_128_GCM";

  private final byte[] packet = new byte[LENGTH + SrtpSession.MAX_OVERHEAD];
  private SrtpSession from = session(DtlsRole.CLIENT);
  private SrtpSession to = session(DtlsRole.SERVER);
  private int number;

  /** Sessions of the profile. */
  @Setup
  public void openSessions() {
    from = session(DtlsRole.CLIENT);
    to = session(DtlsRole.SERVER);
  }

  private SrtpSession session(DtlsRole role) {
    SrtpProfile chosen = SrtpProfile.valueOf(profile);
    return SrtpSession.of(chosen, role, new byte[chosen.keyingMaterialLength()]);
  }

  /** One packet on its way out. */
  @Benchmark
  public int protect() {
    writeHeader();
    return from.protect(packet, 0, LENGTH);
  }

  /** One packet out and in again: unprotecting alone cannot be repeated, that would be a replay. */
  @Benchmark
  public int protectAndUnprotect() throws SrtpRejectedException {
    writeHeader();
    return to.unprotect(packet, 0, from.protect(packet, 0, LENGTH));
  }

  private void writeHeader() {
    number++;
    packet[0] = (byte) 0x80;
    packet[1] = 111;
    packet[2] = (byte) (number >> 8);
    packet[3] = (byte) number;
  }
}
