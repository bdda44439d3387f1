package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.antiphon.codec.g711.G711Encoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.wav.WavFile;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecentAudioTest {
  private final RecentAudio recent = new RecentAudio(Duration.ofSeconds(2));
  private final G711Encoder encoder = new G711Encoder(G711Law.PCMU);

  private void say(int packets, int value) {
    short[] pcm = new short[160];
    Arrays.fill(pcm, (short) value);
    byte[] payload = new byte[160];
    for (int i = 0; i < packets; i++) {
      encoder.encode(pcm, 0, 160, payload, 0, 160);
      recent.packet(payload, 160, 160);
    }
  }

  @Test
  void keepsTheLastSecondsAndNoMore() {
    recent.begin("PCMU", 8_000);
    say(100, 8_000);
    say(75, -8_000);
    WavFile last = recent.lastAsWav(Duration.ofSeconds(10));
    assertEquals(2, last.seconds(), 1e-9);
    assertEquals(8_000, last.format().sampleRateHz());
    short[] samples = last.samples();
    assertEquals(8_000, samples[3_999], 300);
    assertEquals(-8_000, samples[4_000], 300);
    assertEquals(0.5, recent.lastAsWav(Duration.ofMillis(500)).seconds(), 1e-9);
  }

  @Test
  void pausesAndLossesTakeTheirTime() {
    recent.begin("PCMU", 8_000);
    say(10, 8_000);
    recent.silence(1_600);
    recent.lost(160);
    say(10, -8_000);
    short[] samples = recent.lastAsWav(Duration.ofSeconds(2)).samples();
    assertEquals(1_600 + 1_600 + 160 + 1_600, samples.length);
    assertEquals(0, samples[2_000]);
    assertEquals(-8_000, samples[1_600 + 1_600 + 160 + 200], 300);
  }

  @Test
  void beginsAnewWithAnotherCodec() {
    recent.begin("PCMU", 8_000);
    say(10, 8_000);
    recent.begin("opus", 48_000);
    assertEquals(0, recent.lastAsWav(Duration.ofSeconds(2)).samplesPerChannel());
    recent.packet(new byte[] {(byte) 0xf8, (byte) 0xff, (byte) 0xfe}, 3, 960);
    assertEquals(960, recent.lastAsWav(Duration.ofSeconds(2)).samplesPerChannel());
  }

  @Test
  void holdsNoMoreMemoryThanItMayHoweverLargeThePackets() {
    RecentAudio small = new RecentAudio(Duration.ofSeconds(1));
    small.begin("opus", 48_000);
    for (int i = 0; i < 1_000; i++) {
      small.packet(new byte[1_275], 1_275, 120);
    }
    assertEquals(51 * 120, small.lastAsWav(Duration.ofSeconds(1)).samplesPerChannel());
  }

  @Test
  void isAWavFileInMemory() throws Exception {
    recent.begin("PCMU", 8_000);
    say(25, 8_000);
    WavFile last = recent.lastAsWav(Duration.ofSeconds(2));
    WavFile read = WavFile.read(new ByteArrayInputStream(last.toBytes()));
    assertEquals(last.format(), read.format());
    assertEquals(4_000, read.samplesPerChannel());
    assertEquals(last.samples()[77], read.samples()[77]);
  }

  @Test
  void nothingHeardIsNothingToHear() {
    assertEquals(0, recent.last(Duration.ofSeconds(2)).samplesPerChannel());
  }

  @Test
  void refusesLengthsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new RecentAudio(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> new RecentAudio(Duration.ofMinutes(11)));
  }
}
