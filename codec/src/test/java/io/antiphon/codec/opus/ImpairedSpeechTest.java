package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.SpeechQuality;
import io.antiphon.codec.TimeStretch;
import io.antiphon.simulation.SpokenSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left of speech after losses and stretching, beside the same decoded undisturbed. */
class ImpairedSpeechTest {
  private static final int FRAME = SpeechQuality.FRAME;
  private static final int FRAMES = 400;

  /** Each eighth packet is lost: what follows a loss recovers before the next one. */
  private static final int LOST_EVERY = 8;

  private static final List<byte[]> PACKETS = new ArrayList<>();
  private static short[] clean = {};

  /** What is made of a lost packet. */
  private enum Repair {
    SILENCE,
    CONCEALMENT,
    REDUNDANCY
  }

  /** Means over the frames that were lost, and over the ones behind them. */
  private record Quality(double snrDb, double distanceDb, double snrBehindDb) {}

  @BeforeAll
  static void speak() throws Exception {
    short[] words = SpokenSignal.pcm(1, FRAMES * FRAME, AudioFormat.MONO_48K.sampleRateHz());
    OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).fec(20).build();
    byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    for (int i = 0; i < FRAMES; i++) {
      int length = encoder.encode(words, i * FRAME, FRAME, payload, 0, payload.length);
      PACKETS.add(Arrays.copyOf(payload, length));
    }
    short[] pcm = new short[FRAME];
    OpusDecoder decoder = new OpusDecoder(1);
    clean = new short[FRAMES * FRAME];
    for (int i = 0; i < FRAMES; i++) {
      decoder.decode(PACKETS.get(i), 0, PACKETS.get(i).length, pcm, 0);
      System.arraycopy(pcm, 0, clean, i * FRAME, FRAME);
    }
  }

  private static boolean isLost(int frame) {
    return frame % LOST_EVERY == LOST_EVERY / 2;
  }

  private static short[] decode(Repair repair) throws Exception {
    OpusDecoder decoder = new OpusDecoder(1);
    short[] heard = new short[FRAMES * FRAME];
    short[] pcm = new short[FRAME];
    for (int i = 0; i + 1 < FRAMES; i++) {
      byte[] payload = PACKETS.get(i);
      byte[] next = PACKETS.get(i + 1);
      if (!isLost(i)) {
        decoder.decode(payload, 0, payload.length, pcm, 0);
      } else if (repair == Repair.REDUNDANCY) {
        decoder.decodeFec(next, 0, next.length, FRAME, pcm, 0);
      } else {
        decoder.decodeLost(FRAME, pcm, 0);
      }
      if (isLost(i) && repair == Repair.SILENCE) {
        Arrays.fill(pcm, (short) 0);
      }
      System.arraycopy(pcm, 0, heard, i * FRAME, FRAME);
    }
    return heard;
  }

  private static Quality quality(Repair repair) throws Exception {
    short[] heard = decode(repair);
    double snr = 0;
    double distance = 0;
    double behind = 0;
    int count = 0;
    for (int i = 0; i + 2 < FRAMES; i++) {
      int at = i * FRAME;
      if (isLost(i) && SpeechQuality.isActive(clean, at)) {
        snr += SpeechQuality.snrDb(clean, heard, at);
        distance += SpeechQuality.spectralDistanceDb(clean, at, heard, at);
        behind += SpeechQuality.snrDb(clean, heard, at + FRAME);
        count++;
      }
    }
    return new Quality(snr / count, distance / count, behind / count);
  }

  @Test
  void concealmentIsNearerToTheSpeechThanSilence() throws Exception {
    Quality silence = quality(Repair.SILENCE);
    Quality concealed = quality(Repair.CONCEALMENT);
    assertTrue(concealed.snrDb() > silence.snrDb() + 2, concealed + " and " + silence);
    assertTrue(concealed.distanceDb() < 7, concealed::toString);
    assertTrue(silence.distanceDb() > 12, silence::toString);
  }

  @Test
  void redundancyIsNearerThanConcealmentAndSoIsWhatFollows() throws Exception {
    Quality concealed = quality(Repair.CONCEALMENT);
    Quality repaired = quality(Repair.REDUNDANCY);
    assertTrue(repaired.snrDb() > concealed.snrDb() + 7, repaired + " and " + concealed);
    assertTrue(repaired.distanceDb() < 4, repaired::toString);
    assertTrue(repaired.snrBehindDb() > concealed.snrBehindDb() + 10, repaired + " " + concealed);
  }

  /** It would lean on what concealment has made up, and be 5 dB too soft. */
  @Test
  void redundancyBehindConcealmentIsNoneTheWorseForIt() throws Exception {
    OpusDecoder decoder = new OpusDecoder(1);
    short[] pcm = new short[FRAME];
    short[] heard = new short[FRAMES * FRAME];
    double snr = 0;
    double distance = 0;
    double behind = 0;
    int count = 0;
    for (int i = 0; i + 1 < FRAMES; i++) {
      byte[] payload = PACKETS.get(i);
      byte[] next = PACKETS.get(i + 1);
      if (isLost(i + 1)) {
        decoder.decodeLost(FRAME, pcm, 0);
      } else if (isLost(i)) {
        decoder.decodeFec(next, 0, next.length, FRAME, pcm, 0);
      } else {
        decoder.decode(payload, 0, payload.length, pcm, 0);
      }
      int at = i * FRAME;
      System.arraycopy(pcm, 0, heard, at, FRAME);
      if (i > 0 && isLost(i - 1) && SpeechQuality.isActive(clean, at - FRAME)) {
        snr += SpeechQuality.snrDb(clean, heard, at - FRAME);
        distance += SpeechQuality.spectralDistanceDb(clean, at - FRAME, heard, at - FRAME);
        behind += SpeechQuality.snrDb(clean, heard, at);
        count++;
      }
    }
    Quality rebuilt = new Quality(snr / count, distance / count, behind / count);
    assertTrue(rebuilt.snrDb() > 4, rebuilt::toString);
    assertTrue(rebuilt.snrBehindDb() > 12, rebuilt::toString);
  }

  @Test
  void stretchedSpeechHasTheSpectrumOfTheSpeech() {
    double faster = stretchedDistanceDb(true);
    double slower = stretchedDistanceDb(false);
    assertTrue(faster < 0.5, "faster: " + faster + " dB");
    assertTrue(slower < 0.5, "slower: " + slower + " dB");
  }

  /** The mean distance from where each frame comes from, with a change asked for every 100 ms. */
  private static double stretchedDistanceDb(boolean faster) {
    TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 10 * FRAME);
    short[] heard = new short[2 * clean.length];
    int length = 0;
    int changed = 0;
    for (int i = 0; i + 3 < FRAMES; i++) {
      stretch.write(clean, i * FRAME, FRAME);
      if (i % 5 == 3) {
        changed += faster ? stretch.accelerate(720, false) : stretch.decelerate(720, false);
      }
      while (stretch.available() >= 3 * FRAME) {
        length += stretch.read(heard, length, FRAME);
      }
    }
    assertTrue(changed > FRAMES * FRAME / 100, changed + " samples changed");
    double sum = 0;
    int count = 0;
    int position = 0;
    for (int at = 0; at + FRAME <= length; at += FRAME) {
      position = SpeechQuality.find(clean, position, heard, at);
      if (SpeechQuality.isActive(heard, at)) {
        sum += SpeechQuality.spectralDistanceDb(clean, position, heard, at);
        count++;
      }
      position += FRAME;
    }
    return sum / count;
  }
}
