package io.antiphon.codec.g711;

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
import org.junit.jupiter.params.provider.EnumSource;

class G711CodecTest {
  private static final double PERIODS = 211.0 / 8_000;

  @ParameterizedTest
  @EnumSource(G711Law.class)
  void aToneSurvivesWithTheNoiseOfEightBits(G711Law law) throws CodecException {
    short[] pcm = decodedTone(law, 8_000);
    SineFit fit = SineFit.of(pcm, 0, 1, pcm.length, PERIODS);
    assertEquals(-6, fit.dbfs(), 0.05);
    assertTrue(fit.residualDb() < -36, "noise at " + fit.residualDb() + " dB");
  }

  @ParameterizedTest
  @EnumSource(G711Law.class)
  void continuesAToneOverALossAndFades(G711Law law) throws CodecException {
    G711Decoder decoder = new G711Decoder(law);
    byte[] payload = encodedTone(law, 1_600);
    short[] pcm = new short[1_600];
    decoder.decode(payload, 0, 1_600, pcm, 0);
    short[] lost = new short[640];
    assertEquals(160, decoder.decodeLost(160, lost, 0));
    assertEquals(480, decoder.decodeLost(480, lost, 160));
    assertTrue(LevelMeter.levelDbov(lost, 0, 160) < 14, "still heard");
    assertTrue(LevelMeter.levelDbov(lost, 160, 160) > LevelMeter.levelDbov(lost, 0, 160));
    assertEquals(127, LevelMeter.levelDbov(lost, 480, 160));
    assertTrue(Math.abs(lost[0] - pcm[1_599]) < 6_000, "no jump into the loss");
  }

  @Test
  void glidesBackIntoWhatIsHeard() throws CodecException {
    G711Decoder decoder = new G711Decoder(G711Law.PCMU);
    byte[] payload = encodedTone(G711Law.PCMU, 1_600);
    short[] pcm = new short[800];
    decoder.decode(payload, 0, 800, pcm, 0);
    short[] lost = new short[60];
    decoder.decodeLost(60, lost, 0);
    decoder.decode(payload, 800, 800, pcm, 0);
    short before = lost[59];
    for (int i = 0; i < 20; i++) {
      assertTrue(Math.abs(pcm[i] - before) < 6_000, "a jump at " + i);
      before = pcm[i];
    }
  }

  @Test
  void concealsNothingWithNothing() {
    short[] pcm = {1, 2, 3};
    assertEquals(3, new G711Decoder(G711Law.PCMA).decodeLost(3, pcm, 0));
    assertEquals(127, LevelMeter.levelDbov(pcm, 0, 3));
  }

  @Test
  void hasNoRedundancySoRebuildsByConcealing() throws CodecException {
    G711Decoder decoder = new G711Decoder(G711Law.PCMA);
    byte[] payload = encodedTone(G711Law.PCMA, 160);
    assertEquals(240, decoder.decodeFec(payload, 0, 160, 240, new short[240], 0));
    assertThrows(
        CodecException.class, () -> decoder.decodeFec(payload, 0, 0, 240, new short[240], 0));
  }

  @Test
  void refusesAnEmptyPayloadAndTooLittleRoom() {
    G711Decoder decoder = new G711Decoder(G711Law.PCMU);
    byte[] payload = new byte[160];
    assertThrows(CodecException.class, () -> decoder.decode(payload, 0, 0, new short[160], 0));
    assertThrows(
        IllegalArgumentException.class, () -> decoder.decode(payload, 0, 160, new short[160], 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new G711Encoder(G711Law.PCMU).encode(new short[160], 0, 160, payload, 0, 159));
  }

  private static byte[] encodedTone(G711Law law, int count) {
    short[] pcm = new short[count];
    AudioSource.tone(AudioFormat.mono(8_000), 211, -6).read(pcm, 0, count);
    byte[] payload = new byte[count];
    assertEquals(count, new G711Encoder(law).encode(pcm, 0, count, payload, 0, count));
    return payload;
  }

  private static short[] decodedTone(G711Law law, int count) throws CodecException {
    short[] pcm = new short[count];
    byte[] payload = encodedTone(law, count);
    assertEquals(count, new G711Decoder(law).decode(payload, 0, count, pcm, 0));
    return pcm;
  }
}
