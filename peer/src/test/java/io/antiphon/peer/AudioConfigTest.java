package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.jitter.JitterConfig;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AudioConfigTest {
  private static void refuses(String reason, Consumer<AudioConfig.Builder> change) {
    AudioConfig.Builder builder = AudioConfig.defaults().toBuilder();
    change.accept(builder);
    var e = assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals(reason, e.getMessage());
  }

  @Test
  void namesWhatIsOutOfRangeAndTheRange() {
    refuses("channels is from 1 to 2, not 3", config -> config.channels(3));
    refuses(
        "rate is one of [8000, 12000, 16000, 24000, 48000] Hz, not 44100",
        config -> config.sampleRateHz(44_100));
    refuses("packet time is one of [10, 20, 40, 60] ms, not 30", config -> config.packetMillis(30));
    refuses(
        "Opus bitrate is from 6000 to 510000 bit/s, or 0 for what suits, not 5999",
        config -> config.opusBitrateBps(5_999));
    refuses("Opus complexity is from 0 to 10, not 11", config -> config.opusComplexity(11));
    refuses(
        "playout minimum, 300 ms, is more than playout maximum, 200 ms",
        config -> config.playout(Duration.ofMillis(300), Duration.ofMillis(200)));
    refuses(
        "playout maximum is from 20 to 10000 ms, not 10001",
        config -> config.playout(Duration.ZERO, Duration.ofMillis(10_001)));
    refuses(
        "push buffer is from 20 to 60000 ms, not 0", config -> config.pushBuffer(Duration.ZERO));
    refuses(
        "recorder buffer is from 1000 to 60000 ms, not 999",
        config -> config.recorderBuffer(Duration.ofMillis(999)));
    refuses(
        "recorder patience is from 0 to 10000 ms, not -1",
        config -> config.recorderPatience(Duration.ofMillis(-1)));
  }

  @Test
  void aBuilderBeginsWithWhatThereIs() {
    AudioConfig config =
        AudioConfig.defaults().toBuilder().channels(2).opusDtx(true).packetMillis(60).build();
    assertEquals(config, config.toBuilder().build());
  }

  @Test
  void thePlayoutBufferHasRoomForItsLongestDelay() {
    AudioConfig config =
        AudioConfig.defaults().toBuilder()
            .playout(Duration.ofSeconds(1), Duration.ofSeconds(10))
            .build();
    JitterConfig jitter = config.jitterConfig(48_000);
    assertEquals(Duration.ofSeconds(1), jitter.minDelay());
    assertEquals(Duration.ofSeconds(1), jitter.initialDelay());
    assertEquals(Duration.ofSeconds(10), jitter.maxDelay());
    assertTrue(jitter.capacityPackets() >= 2_000, "for packets of 10 ms, twice over");
    AudioConfig low =
        AudioConfig.defaults().toBuilder().playout(Duration.ZERO, Duration.ofMillis(20)).build();
    assertEquals(Duration.ofMillis(20), low.jitterConfig(48_000).initialDelay());
  }
}
