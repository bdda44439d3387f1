package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real Opus, decoded, concealed, stretched and joined: does it click, does the tone go on? */
class AdaptivePlayoutTest {
  private static AudioSource tone() {
    return AudioSource.tone(AudioFormat.MONO_48K, 433, -12);
  }

  private static HeardCall call(NetworkConditions conditions) {
    return new HeardCall(1, tone(), conditions);
  }

  static java.util.List<NetworkProfile> profiles() {
    return NetworkProfile.all();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void probe(NetworkProfile profile) throws Exception {
    HeardCall call = call(profile.at(Duration.ofSeconds(61)));
    call.talk(1_500);
    short[] heard = call.heardFrom(50);
    JitterStatistics s = call.playout.buffer().statistics();
    System.out.printf(
        "| %-40s click %.0f step %d share %.3f delay %.1f conc %d ins %d rem %d fec %.2f%n",
        profile.name(),
        HeardCall.click(heard),
        HeardCall.step(heard),
        HeardCall.share(heard, 433),
        1000 * s.jitterBufferDelay() / s.jitterBufferEmittedCount(),
        s.concealedSamples() / 48,
        s.insertedSamplesForDeceleration() / 48,
        s.removedSamplesForAcceleration() / 48,
        call.playout.watch().repairedSeconds());
    assertEquals(0, 0);
    assertTrue(true);
  }
}
