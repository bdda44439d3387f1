package io.antiphon.codec.g722;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.SineFit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class G722CodecTest {
  private static final int FRAME = 320;

  private static short[] tone(double hertz, int count) {
    short[] pcm = new short[count];
    AudioSource.tone(AudioFormat.mono(16_000), hertz, -6).read(pcm, 0, count);
    return pcm;
  }

  private static byte[] encoded(short[] pcm) {
    byte[] octets = new byte[pcm.length / 2];
    new G722Encoder().encode(pcm, 0, pcm.length, octets, 0, octets.length);
    return octets;
  }

  @ParameterizedTest
  @CsvSource({"311, 35", "1711, 30", "3011, 25", "6011, 10"})
  void aToneOfEitherBandComesThrough(double hertz, double leastSnrDb) throws CodecException {
    byte[] octets = encoded(tone(hertz, 16_000));
    short[] pcm = new short[16_000];
    new G722Decoder().decode(octets, 0, octets.length, pcm, 0);
    SineFit fit = SineFit.of(pcm, 1_600, 1, 14_400, hertz / 16_000);
    assertEquals(-6, fit.dbfs(), 0.5);
    assertTrue(fit.residualDb() < -6 - leastSnrDb, hertz + " Hz leaves " + fit.residualDb());
  }

  @Test
  void continuesAToneOverALossAndFadesAndFindsBack() throws CodecException {
    byte[] octets = encoded(tone(211, 16_000));
    G722Decoder decoder = new G722Decoder();
    short[] pcm = new short[16_000];
    decoder.decode(octets, 0, 1_600, pcm, 0);
    assertEquals(1_280, decoder.decodeLost(1_280, pcm, 3_200));
    assertTrue(LevelMeter.levelDbov(pcm, 3_200, FRAME) < 14, "still heard");
    assertEquals(127, LevelMeter.levelDbov(pcm, 3_200 + 960, FRAME));
    decoder.decode(octets, 2_240, octets.length - 2_240, pcm, 4_480);
    SineFit fit = SineFit.of(pcm, 8_000, 1, 8_000, 211.0 / 16_000);
    assertEquals(-6, fit.dbfs(), 0.5);
    assertTrue(fit.residualDb() < -35, "a quarter of a second later " + fit.residualDb());
  }

  @Test
  void hasNoRedundancySoRebuildsByConcealing() throws CodecException {
    G722Decoder decoder = new G722Decoder();
    byte[] octets = new byte[160];
    assertEquals(480, decoder.decodeFec(octets, 0, 160, 480, new short[480], 0));
    assertThrows(
        CodecException.class, () -> decoder.decodeFec(octets, 0, 0, 480, new short[480], 0));
  }

  @Test
  void refusesAnEmptyPayloadOddFramesAndTooLittleRoom() {
    G722Decoder decoder = new G722Decoder();
    G722Encoder encoder = new G722Encoder();
    byte[] octets = new byte[160];
    short[] pcm = new short[FRAME];
    assertThrows(CodecException.class, () -> decoder.decode(octets, 0, 0, pcm, 0));
    assertThrows(IllegalArgumentException.class, () -> decoder.decode(octets, 0, 160, pcm, 1));
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(pcm, 0, 319, octets, 0, 160));
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(pcm, 0, 320, octets, 0, 159));
  }
}
