package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.g711.G711Encoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.g722.G722Encoder;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceSuppressorTest {
  private static final double NOISE_RMS = 60;

  /** What was sent, a letter per frame: V for voice, C for comfort noise, – for nothing. */
  private static String sent(AudioEncoder codec, short[] pcm, int frame) {
    SilenceSuppressor suppressor = new SilenceSuppressor(codec);
    StringBuilder sent = new StringBuilder();
    byte[] payload = new byte[2_000];
    for (int at = 0; at + frame <= pcm.length; at += frame) {
      int length = suppressor.encode(pcm, at, frame, payload, 0, payload.length);
      sent.append(length == 0 ? '-' : suppressor.isComfortNoise() ? 'C' : 'V');
    }
    return sent.toString();
  }

  private static short[] noise(int count, double rms) {
    Random random = new Random(5);
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) Math.rint(rms * random.nextGaussian());
    }
    return pcm;
  }

  /** A second of noise, half a second of a voice in it, two seconds of noise; at 8 kHz. */
  private static short[] voiceInNoise() {
    short[] pcm = noise(28_000, NOISE_RMS);
    for (int i = 8_000; i < 12_000; i++) {
      pcm[i] += (short) (3_000 * Math.sin(0.2 * i) * Math.sin(Math.PI * (i - 8_000) / 4_000));
    }
    return pcm;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 40, 60})
  void theVoiceIsSentAndThePausesAreDescribed(int millis) {
    String sent = sent(new G711Encoder(G711Law.PCMU), voiceInNoise(), 8 * millis);
    String voice = sent.substring(1_050 / millis, 1_450 / millis);
    assertEquals("V".repeat(voice.length()), voice, "in the voice");
    assertTrue(sent.matches("V+C[-C]*V+C[-C]*"), sent);
    long described = sent.chars().filter(each -> each == 'C').count();
    assertTrue(described >= 3 && described <= 6, described + " descriptions: " + sent);
    // A fifth of a second is not called a pause, nor the frame in which it ends.
    assertTrue((sent.lastIndexOf('V') + 1) * millis >= 1_640, "too short a hangover: " + sent);
    assertTrue((sent.lastIndexOf('V') + 1) * millis <= 1_780, "too long a hangover: " + sent);
  }

  @Test
  void digitalSilenceIsDescribedAsSuch() {
    SilenceSuppressor suppressor = new SilenceSuppressor(new G722Encoder());
    byte[] payload = new byte[400];
    int length = 0;
    for (int i = 0; i < 20 && !suppressor.isComfortNoise(); i++) {
      length = suppressor.encode(new short[320], 0, 320, payload, 0, payload.length);
    }
    assertTrue(suppressor.isComfortNoise());
    assertEquals(1, length);
    assertEquals(127, payload[0]);
  }

  @Test
  void whatIsHeardFromThePacketIsAsLoudAndColouredAsTheRoom() {
    short[] room = noise(16_000, 3 * NOISE_RMS);
    for (int i = 1; i < room.length; i++) {
      room[i] = (short) (0.8 * room[i - 1] + 0.2 * room[i]); // duller
    }
    SilenceSuppressor suppressor = new SilenceSuppressor(new G711Encoder(G711Law.PCMA));
    ComfortNoise noise = new ComfortNoise(AudioFormat.mono(8_000));
    byte[] payload = new byte[400];
    for (int at = 0; at < room.length; at += 160) {
      int length = suppressor.encode(room, at, 160, payload, 0, payload.length);
      if (suppressor.isComfortNoise()) {
        noise.setParameters(payload, 0, length);
      }
    }
    short[] heard = new short[16_000];
    noise.fill(heard, 0, heard.length, 1);
    double said = LevelMeter.rms(room, 8_000, 8_000);
    double played = LevelMeter.rms(heard, 8_000, 8_000);
    assertEquals(0, 20 * Math.log10(played / said), 1.5, "level");
    assertEquals(likeness(room), likeness(heard), 0.1, "colour");
  }

  /** Of neighbouring samples: 0 in white noise, up to 1 the duller it is. */
  private static double likeness(short[] pcm) {
    double product = 0;
    double energy = 0;
    for (int i = 8_000; i < pcm.length; i++) {
      product += pcm[i] * (double) pcm[i - 1];
      energy += pcm[i] * (double) pcm[i];
    }
    return product / energy;
  }

  @Test
  void aRoomThatBecomesSofterIsToldBeforeTheSecondIsOver() {
    short[] pcm = noise(40_000, 4 * NOISE_RMS);
    int change = 16_000 + 1_600; // a fifth of a second behind the second description
    System.arraycopy(noise(20_000, NOISE_RMS), 0, pcm, change, 20_000);
    String sent = sent(new G711Encoder(G711Law.PCMU), pcm, 160);
    int frame = change / 160;
    int before = sent.lastIndexOf('C', frame - 1);
    int after = sent.indexOf('C', frame);
    assertTrue(after - frame <= 15 && after - before < 50, after - frame + " frames: " + sent);
  }

  @Test
  void louderRoomsAreToldWithinThreeSeconds() {
    short[] pcm = noise(80_000, NOISE_RMS / 2);
    System.arraycopy(noise(40_000, 4 * NOISE_RMS), 0, pcm, 40_000, 40_000);
    String sent = sent(new G711Encoder(G711Law.PCMU), pcm, 160);
    assertTrue(sent.substring(250, 260).matches("V+"), "what is new is sent: " + sent);
    assertTrue(sent.substring(400).matches("[-C]+"), "and then is the room: " + sent);
  }

  @Test
  void aLoudToneIsNeverAPause() {
    short[] pcm = new short[80_000];
    AudioSource.tone(AudioFormat.mono(8_000), 433, -20).read(pcm, 0, pcm.length);
    assertTrue(sent(new G711Encoder(G711Law.PCMU), pcm, 160).matches("V+"));
  }

  @Test
  void speechLosesNothingAboveItsPauses() throws Exception {
    WavFile speech = WavFile.read(new ByteArrayInputStream(Vectors.bytes("speech/speech-16k.wav")));
    short[] pcm = speech.samples();
    String sent = sent(new G722Encoder(), pcm, 320);
    double all = 0;
    double left = 0;
    for (int i = 0; i < sent.length(); i++) {
      double rms = LevelMeter.rms(pcm, i * 320, 320);
      all += rms * rms;
      left += sent.charAt(i) == 'V' ? 0 : rms * rms;
    }
    assertTrue(sent.indexOf('C') > 0, "no pause was found: " + sent);
    assertTrue(10 * Math.log10(left / all) < -50, "left out " + 10 * Math.log10(left / all));
  }

  @Test
  void refusesStereo() {
    OpusEncoder stereo = OpusEncoder.builder().channels(2).build();
    assertThrows(IllegalArgumentException.class, () -> new SilenceSuppressor(stereo));
  }
}
