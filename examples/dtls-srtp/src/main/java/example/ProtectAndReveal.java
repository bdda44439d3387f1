package example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.dtlssrtp.SrtpRejectedException;
import io.antiphon.dtlssrtp.SrtpSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Two ends shake hands; then one protects an RTP packet, and the other reveals it. */
public final class ProtectAndReveal {
  /** One end: its events go to the other's front door, and its keys to whoever waits for them. */
  record End(Identity identity, CompletableFuture<SrtpSession> media) {
    DtlsHandshake handshake(DtlsRole role, End other, ExecutorService threads, Wire wire) {
      return new DtlsHandshake(
          identity,
          role,
          List.of(other.identity.fingerprint()), // as its session description said
          DtlsConfig.defaults(),
          threads,
          event -> {
            if (event instanceof DtlsEvent.Transmit transmit) {
              wire.carry(transmit.datagram());
            } else if (event instanceof DtlsEvent.Connected connected) {
              media.complete(connected.srtp());
            } else if (event instanceof DtlsEvent.Failed failed) {
              media.completeExceptionally(new IllegalStateException(failed.reason()));
            }
          });
    }
  }

  interface Wire {
    void carry(ByteBuffer datagram);
  }

  private ProtectAndReveal() {}

  public static void main(String[] args) throws SrtpRejectedException {
    System.out.println(send("Gallia est omnis divisa in partes tres"));
  }

  static String send(String words) throws SrtpRejectedException {
    ExecutorService threads = DtlsHandshake.newExecutor("dtls", 4, 16);
    End alice = new End(Identity.generate(), new CompletableFuture<>());
    End bob = new End(Identity.generate(), new CompletableFuture<>());
    DtlsHandshake[] ends = new DtlsHandshake[2];
    ends[0] = alice.handshake(DtlsRole.CLIENT, bob, threads, datagram -> ends[1].receive(datagram));
    ends[1] = bob.handshake(DtlsRole.SERVER, alice, threads, datagram -> ends[0].receive(datagram));
    ends[1].start();
    ends[0].start();

    byte[] packet = new byte[12 + words.length() + SrtpSession.MAX_OVERHEAD];
    ByteBuffer.wrap(packet) // V=2, payload type 96, sequence number 1, timestamp 960, SSRC 7
        .put((byte) 0x80)
        .put((byte) 96)
        .putShort((short) 1)
        .putInt(960)
        .putInt(7)
        .put(words.getBytes(US_ASCII));
    int srtp = alice.media.join().protect(packet, 0, 12 + words.length());
    int rtp = bob.media.join().unprotect(packet, 0, srtp);

    ends[0].close(); // close_notify
    ends[1].close();
    threads.shutdown();
    return new String(packet, 12, rtp - 12, US_ASCII);
  }
}
