package io.antiphon.bench.jmh;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole DTLS handshakes in memory: both ends, certificates of both verified. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DtlsHandshakes {
  private final Identity client = Identity.generate();
  private final Identity server = Identity.generate();
  private ExecutorService threads = DtlsHandshake.newExecutor("jmh-dtls", 2, 16);

  /** Threads for both ends. */
  @Setup
  public void openThreads() {
    threads = DtlsHandshake.newExecutor("jmh-dtls", 2, 16);
  }

  /** Lets them go. */
  @TearDown
  public void closeThreads() {
    threads.shutdownNow();
  }

  /** One handshake, from the ClientHello to keys at both ends. */
  @Benchmark
  public void handshake() {
    End here = new End(DtlsRole.CLIENT, client, server);
    End there = new End(DtlsRole.SERVER, server, client);
    here.other = there.handshake;
    there.other = here.handshake;
    there.handshake.start();
    here.handshake.start();
    here.connected.join();
    there.connected.join();
    here.handshake.close();
    there.handshake.close();
  }

  private final class End {
    final CompletableFuture<DtlsEvent.Connected> connected = new CompletableFuture<>();
    final DtlsHandshake handshake;
    DtlsHandshake other;

    End(DtlsRole role, Identity own, Identity remote) {
      handshake =
          new DtlsHandshake(
              own, role, remote.fingerprints(), DtlsConfig.defaults(), threads, this::onEvent);
      other = handshake;
    }

    private void onEvent(DtlsEvent event) {
      if (event instanceof DtlsEvent.Transmit transmit) {
        other.receive(transmit.datagram());
      } else if (event instanceof DtlsEvent.Connected done) {
        connected.complete(done);
      } else if (event instanceof DtlsEvent.Failed failed) {
        connected.completeExceptionally(new IllegalStateException(failed.reason()));
      }
    }
  }
}
