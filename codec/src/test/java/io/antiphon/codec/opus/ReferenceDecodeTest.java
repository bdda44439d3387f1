package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.CodecException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets made by libopus, decoded here and there. */
@Tag("vectors")
class ReferenceDecodeTest {
  private static final int PRE_SKIP = 312;

  @ParameterizedTest
  @CsvSource({
    "silk-mono-20ms, 1, 960, 75",
    "silk-fec-mono-20ms, 1, 960, 70",
    "silk-stereo-60ms, 2, 2880, 70",
    "hybrid-mono-20ms, 1, 960, 65",
    "celt-mono-20ms, 1, 960, 65",
    "celt-stereo-10ms, 2, 480, 65",
    "celt-mono-2.5ms, 1, 120, 60",
  })
  void soundsAsLibopusDecodesIt(String name, int channels, int ticks, double minimumSnrDb)
      throws CodecException {
    List<byte[]> packets = OpusVectors.packets(name);
    short[] expected = OpusVectors.pcm(name);
    OpusDecoder decoder = new OpusDecoder(channels);
    short[] pcm = new short[packets.size() * 5_760 * channels];
    int total = 0;
    for (byte[] packet : packets) {
      OpusPacket header = OpusPacket.parse(packet, 0, packet.length);
      assertEquals(ticks, header.durationTicks());
      assertEquals(channels, header.channels());
      total += decoder.decode(packet, 0, packet.length, pcm, total * channels);
    }
    assertEquals(packets.size() * ticks, total);
    double snr = segmentalSnrDb(expected, pcm, PRE_SKIP * channels, 960 * channels);
    assertTrue(snr >= minimumSnrDb, name + ": segmental SNR " + snr + " dB");
  }

  /** Mean over the 20 ms segments that are not silent, each at most 80 dB. */
  static double segmentalSnrDb(short[] expected, short[] actual, int skip, int segment) {
    double sum = 0;
    int segments = 0;
    for (int start = 0; start + segment <= expected.length; start += segment) {
      double signal = 0;
      double noise = 0;
      for (int i = start; i < start + segment; i++) {
        double difference = expected[i] - actual[skip + i];
        signal += (double) expected[i] * expected[i];
        noise += difference * difference;
      }
      if (signal / segment > 100) {
        sum += Math.min(80, 10 * Math.log10(signal / Math.max(1e-9, noise)));
        segments++;
      }
    }
    assertTrue(segments > 5, "only " + segments + " segments are not silent");
    return sum / segments;
  }
}
