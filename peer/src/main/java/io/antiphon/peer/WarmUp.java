package io.antiphon.peer;

import io.antiphon.codec.opus.OpusWarmUp;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.SrtpSession;
import java.util.concurrent.CompletableFuture;

/** What the first call of a process would otherwise pay for; begins when this class is loaded. */
final class WarmUp {
  /** Codec and SRTP: what each packet needs. */
  static final CompletableFuture<Void> AUDIO;

  /** All of it, the handshake too. */
  static final CompletableFuture<Void> ALL;

  static {
    CompletableFuture<Void> codec = start("antiphon-warm-codec", OpusWarmUp::run);
    CompletableFuture<Void> srtp = start("antiphon-warm-srtp", SrtpSession::warmUp);
    CompletableFuture<Void> handshake =
        srtp.thenCompose(done -> start("antiphon-warm-dtls", DtlsHandshake::warmUp));
    // Whoever waits only wants to be fast: a failure shows when the first call is made.
    AUDIO = CompletableFuture.allOf(codec, srtp).exceptionally(failure -> null);
    ALL = CompletableFuture.allOf(codec, handshake).exceptionally(failure -> null);
  }

  private WarmUp() {}

  /** Begins it, if that has not happened yet. */
  static void begin() {
    // Loading the class has done it.
  }

  private static CompletableFuture<Void> start(String name, Runnable work) {
    return CompletableFuture.runAsync(
        work,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          thread.start();
        });
  }
}
