package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.bench.ClientDelays.Minute;
import io.antiphon.bench.ServerHold.Held;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientDelaysTest {
  private static final long FROM_NANOS = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
  private static final LateClicks NONE = new LateClicks(0, 0, 0, 0, 0);

  private static long second(double second) {
    return FROM_NANOS + (long) (second * 1e9); // nanoTime may run over
  }

  @Test
  void eachMinuteHasItsOwnClicksAndTheServersSecondsMeanwhile() {
    List<Double> clicks =
        IntStream.range(0, 150).mapToObj(i -> i < 60 ? 80.0 : i < 120 ? 95.0 : 86.0).toList();
    List<Long> heard = IntStream.range(0, 150).mapToObj(i -> second(i)).toList();
    List<Held> held =
        IntStream.range(0, 160)
            .mapToObj(i -> new Held(second(i - 10 + 0.5), i < 70 ? 15 : i < 130 ? 31 : 20))
            .toList();

    ClientDelays delays = ClientDelays.of(new Delays("client", clicks, 0), NONE, heard, held);

    assertEquals(
        List.of(new Minute(80, 15), new Minute(95, 31), new Minute(86, 20)), delays.minutes());
    assertEquals(57.5, delays.minutes().get(1).ownShare(), 1e-9);
    assertTrue(delays.toString(25).contains("minute  3: p50  86.0, the server held 20.0"));
  }
}
