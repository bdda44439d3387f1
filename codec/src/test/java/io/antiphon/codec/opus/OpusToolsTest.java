package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.Resampler;
import io.antiphon.codec.SpectralQuality;
import io.antiphon.codec.Tools;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What libopus hears of what we encode, beside what we hear of it ourselves: the same in SILK, and
 * well within what RFC 6716 §6 allows in CELT.
 */
class OpusToolsTest {
  private static final int SECOND = 48_000;
  private static short[] sentence = {};

  @TempDir Path folder;

  @BeforeAll
  static void read() throws Exception {
    byte[] wav = Vectors.bytes("speech/speech-16k.wav");
    short[] words = WavFile.read(new ByteArrayInputStream(wav)).samples();
    sentence = new short[SECOND * 9 / 10];
    new Resampler(16_000, SECOND, 1).process(words, 0, sentence.length / 3, sentence, 0);
  }

  /** To the right a little later and softer. */
  private static short[] spoken(int channels) {
    if (channels == 1) {
      return sentence;
    }
    short[] pcm = new short[2 * sentence.length];
    for (int i = 0; i < sentence.length; i++) {
      pcm[2 * i] = sentence[i];
      pcm[2 * i + 1] = (short) (i < 30 ? 0 : sentence[i - 30] * 2 / 3);
    }
    return pcm;
  }

  private static short[] channel(short[] pcm, int channels, int which, int from, int count) {
    short[] one = new short[count];
    for (int i = 0; i < count; i++) {
      one[i] = pcm[(from + i) * channels + which];
    }
    return one;
  }

  @ParameterizedTest
  @CsvSource({
    "VOIP, 1, 10, 16000, 0, false, SILK",
    "VOIP, 1, 20, 12000, 0, false, SILK",
    "VOIP, 1, 40, 12000, 0, false, SILK",
    "VOIP, 1, 60, 12000, 20, true, SILK",
    "VOIP, 1, 20, 32000, 10, true, HYBRID",
    "VOIP, 2, 20, 40000, 0, false, HYBRID",
    "AUDIO, 1, 10, 64000, 0, false, CELT",
    "AUDIO, 2, 20, 96000, 0, false, CELT",
    "AUDIO, 2, 60, 128000, 0, false, CELT",
    "LOW_DELAY, 1, 20, 48000, 0, false, CELT",
  })
  void libopusHearsWhatWeHear(
      OpusApplication application,
      int channels,
      int millis,
      int bitrate,
      int lossPercent,
      boolean dtx,
      OpusPacket.Mode mode)
      throws Exception {
    OpusEncoder.Builder settings =
        OpusEncoder.builder().application(application).channels(channels).bitrate(bitrate).dtx(dtx);
    OpusEncoder encoder = (lossPercent > 0 ? settings.fec(lossPercent) : settings).build();
    short[] spoken = spoken(channels);
    int ticks = 48 * millis;
    List<byte[]> packets = new ArrayList<>();
    byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    short[] heard = new short[spoken.length];
    OpusDecoder decoder = new OpusDecoder(channels);
    for (int at = 0; (at + ticks) * channels <= spoken.length; at += ticks) {
      int length = encoder.encode(spoken, at * channels, ticks, payload, 0, payload.length);
      // A packet that is not sent is an empty frame to whoever keeps files (RFC 6716 §3.2.1).
      byte[] packet = length == 0 ? new byte[] {packets.get(0)[0]} : Arrays.copyOf(payload, length);
      packets.add(packet);
      decoder.decode(packet, 0, packet.length, heard, at * channels);
    }
    assertTrue(
        packets.stream().anyMatch(each -> modeOf(each) == mode), "no packet is in mode " + mode);
    int samples = packets.size() * ticks;
    int skip = encoder.latencySamples();
    Files.write(folder.resolve("made.opus"), OggFile.of(packets, channels, skip, ticks));
    Tools.run(folder, "opusdec", "--quiet", "--no-dither", "--rate", "48000", "made.opus", "x.wav");
    WavFile reference = WavFile.read(folder.resolve("x.wav"));
    assertEquals(channels, reference.format().channels());
    assertEquals(samples - skip, reference.samples().length / channels);
    for (int c = 0; c < channels; c++) {
      short[] ours = channel(heard, channels, c, skip, samples - skip);
      short[] theirs = channel(reference.samples(), channels, c, 0, samples - skip);
      double quality = SpectralQuality.of(theirs, ours);
      assertTrue(
          quality > (mode == OpusPacket.Mode.SILK ? 95 : 40), "channel " + c + ": " + quality);
      short[] said = channel(spoken, channels, c, 0, samples - skip);
      assertEquals(
          LevelMeter.levelDbov(said, 0, said.length),
          LevelMeter.levelDbov(theirs, 0, theirs.length),
          2);
    }
  }

  private static OpusPacket.Mode modeOf(byte[] packet) {
    int config = (packet[0] & 0xff) >> 3;
    return config < 12
        ? OpusPacket.Mode.SILK
        : config < 16 ? OpusPacket.Mode.HYBRID : OpusPacket.Mode.CELT;
  }
}
