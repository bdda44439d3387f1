package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.SineFit;
import io.antiphon.codec.SpeechQuality;
import io.antiphon.simulation.SpokenSignal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusRoundTripTest {
  @ParameterizedTest
  @CsvSource({
    "VOIP, 480, 20", "VOIP, 960, 20", "VOIP, 1920, 20", "VOIP, 2880, 20",
    "AUDIO, 480, 30", "AUDIO, 960, 30", "AUDIO, 1920, 30", "AUDIO, 2880, 30",
    "LOW_DELAY, 480, 30", "LOW_DELAY, 960, 30", "LOW_DELAY, 2880, 30",
  })
  void aMonoToneComesBackInTuneAtItsLevel(OpusApplication application, int frame, double snrDb)
      throws CodecException {
    OpusEncoder encoder =
        OpusEncoder.builder().application(application).bitrate(64_000).complexity(8).build();
    short[] pcm = roundTrip(encoder, tone(AudioFormat.MONO_48K, 433, 96_000), frame);
    SineFit fit = SineFit.of(pcm, 24_000, 1, 48_000, 433.0 / 48_000);
    assertEquals(-12, fit.dbfs(), 0.5);
    assertTrue(-fit.residualDb() > snrDb, application + ": SNR " + -fit.residualDb() + " dB");
  }

  @ParameterizedTest
  @CsvSource({"480", "960", "1920", "2880"})
  void stereoKeepsATonePerChannel(int frame) throws CodecException {
    OpusEncoder encoder =
        OpusEncoder.builder()
            .channels(2)
            .application(OpusApplication.AUDIO)
            .bitrate(128_000)
            .build();
    short[] in = new short[2 * 96_000];
    short[] left = tone(AudioFormat.MONO_48K, 433, 96_000);
    short[] right = tone(AudioFormat.MONO_48K, 711, 96_000);
    for (int i = 0; i < 96_000; i++) {
      in[2 * i] = left[i];
      in[2 * i + 1] = right[i];
    }
    short[] out = roundTrip(encoder, in, frame);
    SineFit leftFit = SineFit.of(out, 48_000, 2, 48_000, 433.0 / 48_000);
    SineFit rightFit = SineFit.of(out, 48_001, 2, 48_000, 711.0 / 48_000);
    assertTrue(leftFit.residualDb() < -25, "left " + leftFit.residualDb());
    assertTrue(rightFit.residualDb() < -25, "right " + rightFit.residualDb());
  }

  @Test
  void isLateByTheLatencyItStates() throws CodecException {
    for (OpusApplication application : OpusApplication.values()) {
      OpusEncoder encoder = OpusEncoder.builder().application(application).bitrate(64_000).build();
      double hertz = 1_011;
      short[] pcm = roundTrip(encoder, tone(AudioFormat.MONO_48K, hertz, 96_000), 960);
      SineFit fit = SineFit.of(pcm, 48_000, 1, 40_000, hertz / 48_000);
      double expected = 2 * Math.PI * hertz * (48_000 - encoder.latencySamples()) / 48_000;
      double off = Math.IEEEremainder(fit.phaseRadians() - expected, 2 * Math.PI);
      assertEquals(0, off / (2 * Math.PI) / hertz * 48_000, 6, application + ", samples off");
    }
  }

  @Test
  void lowDelayDoesWithoutTheLookAheadOfTheOthers() {
    for (OpusApplication application : OpusApplication.values()) {
      boolean low = application == OpusApplication.LOW_DELAY;
      OpusEncoder encoder = OpusEncoder.builder().application(application).build();
      assertEquals(low ? 120 : 312, encoder.latencySamples(), application.name());
    }
  }

  @Test
  void moreEffortMakesABetterSoundOfTheSameBits() throws CodecException {
    double before = 0;
    for (int complexity : new int[] {0, 5, 10}) {
      OpusEncoder encoder =
          OpusEncoder.builder().bitrate(16_000).vbr(false).complexity(complexity).build();
      double quality = quality(encoder);
      assertTrue(quality > before, complexity + ": " + quality + ", with less effort " + before);
      before = quality;
    }
  }

  @Test
  void redundancyComesAndGoesWithTheLossThatIsTold() throws CodecException {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).fec(0).build();
    short[] words = SpokenSignal.pcm(1, 3 * 48_000, 48_000);
    int[] redundant = new int[3];
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    for (int second = 0; second < 3; second++) {
      encoder.setPacketLossPercent(second == 1 ? 20 : 0);
      for (int i = 0; i < 50; i++) {
        int at = (second * 50 + i) * 960;
        int bytes = encoder.encode(words, at, 960, packet, 0, packet.length);
        redundant[second] += i > 0 && OpusPacket.hasFec(packet, 0, bytes) ? 1 : 0;
      }
    }
    assertEquals(0, redundant[0] + redundant[2]);
    assertTrue(redundant[1] > 10, redundant[1] + " of 50 packets");
  }

  /** Mean signal-to-noise ratio of two seconds of speech, dB. */
  private static double quality(OpusEncoder encoder) throws CodecException {
    short[] words = SpokenSignal.pcm(1, 96_000, 48_000);
    short[] heard = roundTrip(encoder, words, 960);
    int late = encoder.latencySamples();
    short[] aligned = Arrays.copyOfRange(heard, late, heard.length + late);
    double sum = 0;
    int active = 0;
    for (int at = 0; at < 90 * SpeechQuality.FRAME; at += SpeechQuality.FRAME) {
      if (SpeechQuality.isActive(words, at)) {
        sum += SpeechQuality.snrDb(words, aligned, at);
        active++;
      }
    }
    return sum / active;
  }

  @ParameterizedTest
  @CsvSource({
    "8000, NARROWBAND",
    "16000, WIDEBAND",
    "24000, SUPER_WIDEBAND",
    "48000, FULLBAND",
  })
  void codesNoMoreThanIsPlayed(int maxPlaybackRateHz, OpusPacket.Bandwidth width)
      throws CodecException {
    OpusEncoder encoder =
        OpusEncoder.builder()
            .application(OpusApplication.AUDIO)
            .bitrate(64_000)
            .maxPlaybackRate(maxPlaybackRateHz)
            .build();
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    for (int i = 0; i < 20; i++) {
      int bytes = encoder.encode(noise(960), 0, 960, packet, 0, packet.length);
      assertEquals(width, OpusPacket.parse(packet, 0, bytes).bandwidth());
    }
  }

  @ParameterizedTest
  @CsvSource({"VOIP", "AUDIO"})
  void keepsToItsBitRate(OpusApplication application) {
    OpusEncoder encoder =
        OpusEncoder.builder().application(application).bitrate(40_000).vbr(false).build();
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    short[] pcm = tone(AudioFormat.MONO_48K, 433, 960);
    for (int i = 0; i < 10; i++) {
      assertEquals(100, encoder.encode(pcm, 0, 960, packet, 0, packet.length));
    }
    encoder.setBitrate(24_000);
    encoder.encode(pcm, 0, 960, packet, 0, packet.length);
    assertEquals(60, encoder.encode(pcm, 0, 960, packet, 0, packet.length), 1);
  }

  @Test
  void neverExceedsTheRoomItIsGiven() {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(128_000).build();
    byte[] packet = new byte[400];
    short[] noise = noise(960);
    for (int room : new int[] {3, 10, 40, 100}) {
      Arrays.fill(packet, (byte) 0x5c);
      int bytes = encoder.encode(noise, 0, 960, packet, 7, room);
      assertTrue(bytes >= 1 && bytes <= room, bytes + " bytes in " + room);
      assertEquals(0x5c, packet[7 + room]);
      assertEquals(0x5c, packet[6]);
    }
  }

  @Test
  void readsAndWritesAtAnyOffsetAndLeavesTheInputAlone() {
    short[] pcm = noise(2 * 960 + 100);
    short[] copy = pcm.clone();
    short[] shifted = new short[2 * 960 + 200];
    System.arraycopy(pcm, 0, shifted, 77, 2 * 960);
    OpusEncoder here = OpusEncoder.builder().channels(2).bitrate(64_000).build();
    OpusEncoder there = OpusEncoder.builder().channels(2).bitrate(64_000).build();
    byte[] first = new byte[1_000];
    byte[] second = new byte[1_100];
    int bytes = here.encode(pcm, 0, 960, first, 0, 1_000);
    assertEquals(bytes, there.encode(shifted, 77, 960, second, 33, 1_000));
    assertArrayEquals(Arrays.copyOf(first, bytes), Arrays.copyOfRange(second, 33, 33 + bytes));
    assertArrayEquals(copy, pcm);
  }

  @Test
  void dtxSendsNothingForMostOfASilence() {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(16_000).dtx(true).build();
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    short[] silence = new short[960];
    int sent = 0;
    for (int i = 0; i < 200; i++) {
      sent += encoder.encode(silence, 0, 960, packet, 0, packet.length) > 0 ? 1 : 0;
    }
    assertTrue(sent > 0 && sent < 60, sent + " of 200 sent");
    assertTrue(encoder.encode(noise(960), 0, 960, packet, 0, packet.length) > 1);
  }

  @Test
  void withoutDtxEveryFrameIsSent() {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(16_000).build();
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    for (int i = 0; i < 100; i++) {
      assertTrue(encoder.encode(new short[960], 0, 960, packet, 0, packet.length) > 0);
    }
  }

  @Test
  void resetStartsAnew() {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(24_000).build();
    byte[] first = new byte[1_000];
    short[] pcm = tone(AudioFormat.MONO_48K, 433, 960);
    int bytes = encoder.encode(pcm, 0, 960, first, 0, 1_000);
    encoder.encode(noise(960), 0, 960, new byte[1_000], 0, 1_000);
    encoder.reset();
    byte[] again = new byte[1_000];
    assertEquals(bytes, encoder.encode(pcm, 0, 960, again, 0, 1_000));
    assertArrayEquals(first, again);
  }

  @Test
  void refusesSettingsAndFramesThatCannotBe() {
    OpusEncoder.Builder builder = OpusEncoder.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.channels(3));
    assertThrows(IllegalArgumentException.class, () -> builder.bitrate(5_999));
    assertThrows(IllegalArgumentException.class, () -> builder.complexity(11));
    assertThrows(IllegalArgumentException.class, () -> builder.fec(101));
    OpusEncoder encoder = builder.build();
    byte[] out = new byte[100];
    assertThrows(
        IllegalArgumentException.class, () -> encoder.encode(new short[960], 0, 959, out, 0, 100));
    assertThrows(
        IllegalArgumentException.class, () -> encoder.encode(new short[960], 1, 960, out, 0, 100));
    assertThrows(
        IllegalArgumentException.class, () -> encoder.encode(new short[960], 0, 960, out, 0, 101));
    assertThrows(
        IllegalArgumentException.class, () -> encoder.encode(new short[960], 0, 960, out, 0, 2));
    assertThrows(IllegalArgumentException.class, () -> encoder.setBitrate(1_000_000));
    assertThrows(IllegalArgumentException.class, () -> encoder.setPacketLossPercent(-1));
  }

  @Test
  void warmUpRuns() {
    OpusWarmUp.run();
  }

  private static short[] roundTrip(OpusEncoder encoder, short[] in, int frame)
      throws CodecException {
    int channels = encoder.format().channels();
    OpusDecoder decoder = new OpusDecoder(channels);
    short[] out = new short[in.length];
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    int length = frame * channels;
    for (int at = 0; at + length <= in.length; at += length) {
      int bytes = encoder.encode(in, at, frame, packet, 0, packet.length);
      assertEquals(frame, OpusPacket.durationTicks(packet, 0, bytes));
      assertEquals(frame, decoder.decode(packet, 0, bytes, out, at));
    }
    assertTrue(LevelMeter.peak(out, 0, out.length) < 0.5);
    return out;
  }

  private static short[] tone(AudioFormat format, double hertz, int samples) {
    short[] pcm = new short[samples * format.channels()];
    AudioSource.tone(format, hertz, -12).read(pcm, 0, samples);
    return pcm;
  }

  private static short[] noise(int count) {
    Random random = new Random(6);
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) random.nextInt(-8_000, 8_000);
    }
    return pcm;
  }
}
