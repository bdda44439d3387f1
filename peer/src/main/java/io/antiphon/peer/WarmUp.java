package io.antiphon.peer;

import io.antiphon.codec.opus.OpusWarmUp;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.SrtpSession;
import java.util.concurrent.CompletableFuture;

/** What the first call of a process would otherwise pay for; begins when this class is loaded. */
final class WarmUp {
  static final CompletableFuture<Void> DONE = new CompletableFuture<>();

  static {
    Thread thread = new Thread(WarmUp::run, "antiphon-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private WarmUp() {}

  /** Begins it, if that has not happened yet. */
  static void begin() {
    // Loading the class has done it.
  }

  private static void run() {
    try {
      SrtpSession.warmUp();
      DtlsHandshake.warmUp();
      OpusWarmUp.run();
    } finally {
      DONE.complete(null);
    }
  }
}
