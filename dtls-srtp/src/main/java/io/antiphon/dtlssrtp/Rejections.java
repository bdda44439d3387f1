package io.antiphon.dtlssrtp;

import java.util.EnumMap;
import java.util.Map;
import org.jitsi.srtp.SrtpErrorStatus;

/** How many packets were not let in, by reason. */
final class Rejections {
  /** One counter each; an {@code EnumMap} is looked into without garbage. */
  private final Map<SrtpRejection, long[]> counters = new EnumMap<>(SrtpRejection.class);

  long count(SrtpRejection reason) {
    return counter(reason)[0];
  }

  /** Counts one more, and makes the exception to throw. */
  SrtpRejectedException reject(SrtpRejection reason) {
    counter(reason)[0]++;
    return SrtpRejectedException.of(reason);
  }

  /** The same for what jitsi-srtp found wrong. */
  SrtpRejectedException reject(SrtpErrorStatus status) {
    return reject(
        switch (status) {
          case AUTH_FAIL -> SrtpRejection.FORGED;
          case REPLAY_FAIL -> SrtpRejection.REPLAYED;
          case REPLAY_OLD -> SrtpRejection.TOO_OLD;
          default -> SrtpRejection.MALFORMED;
        });
  }

  private long[] counter(SrtpRejection reason) {
    return counters.computeIfAbsent(reason, first -> new long[1]);
  }
}
