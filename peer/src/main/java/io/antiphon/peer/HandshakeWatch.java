package io.antiphon.peer;

import io.antiphon.dtlssrtp.DtlsRole;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times the handshake of one transport, for the endpoint's totals and the flight recorder. */
final class HandshakeWatch {
  private final String peer;
  private final LoopWatch totals;
  private final HandshakeEvent event = new HandshakeEvent();
  private long startedNanos;
  private boolean running;

  HandshakeWatch(String peer, LoopWatch totals) {
    this.peer = peer;
    this.totals = totals;
  }

  void begin(@Nullable DtlsRole role) {
    running = true;
    startedNanos = System.nanoTime();
    event.begin();
    event.role = role == null ? "" : role.name().toLowerCase(Locale.ROOT);
  }

  void connected(String profile) {
    end(profile, "connected");
  }

  void failed(String reason) {
    end("", reason);
  }

  private void end(String profile, String result) {
    if (!running) {
      return;
    }
    running = false;
    totals.onHandshake(!profile.isEmpty(), System.nanoTime() - startedNanos);
    event.end();
    if (event.shouldCommit()) {
      event.peer = peer;
      event.profile = profile;
      event.result = result;
      event.commit();
    }
  }
}
