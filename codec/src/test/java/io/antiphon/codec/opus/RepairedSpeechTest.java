package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.Resampler;
import io.antiphon.codec.SpeechQuality;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of sentences at random losses: concealed, rebuilt by in-band FEC, sent twice. */
class RepairedSpeechTest {
  private static final int FRAME = SpeechQuality.FRAME;

  private static short[] sentences = {};

  /** What is made of a lost packet. */
  private enum Repair {
    CONCEALMENT,
    /** In-band, RFC 6716 §2.1.7. */
    FEC,
    /** A copy in the packet behind, RFC 2198. */
    RED
  }

  /** Means over the frames that were lost, and over the ones behind them; only where is spoken. */
  private record Quality(int lost, double snrDb, double distanceDb, double snrBehindDb) {
    @Override
    public String toString() {
      return String.format(
          "%d lost, %.1f dB, distance %.1f dB, behind %.1f dB",
          lost, snrDb, distanceDb, snrBehindDb);
    }
  }

  @BeforeAll
  static void read() throws Exception {
    byte[] wav = Vectors.bytes("speech/speech-16k.wav");
    WavFile file = WavFile.read(new ByteArrayInputStream(wav));
    Resampler resampler = new Resampler(16_000, 48_000, 1);
    short[] words = file.samples();
    sentences = new short[resampler.outputFor(words.length) / FRAME * FRAME];
    resampler.process(words, 0, sentences.length / 3, sentences, 0);
  }

  private static List<byte[]> packets(int bitrate, int lossPercent) {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(bitrate).fec(lossPercent).build();
    return packets(encoder, sentences.length / FRAME);
  }

  private static List<byte[]> packets(OpusEncoder encoder, int count) {
    byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    List<byte[]> packets = new ArrayList<>();
    for (int at = 0; at < count * FRAME; at += FRAME) {
      int length = encoder.encode(sentences, at, FRAME, payload, 0, payload.length);
      packets.add(Arrays.copyOf(payload, length));
    }
    return packets;
  }

  private static boolean[] losses(int count, int percent) {
    SplittableRandom random = new SplittableRandom(7);
    boolean[] lost = new boolean[count];
    for (int i = 5; i + 2 < count; i++) {
      lost[i] = random.nextInt(100) < percent;
    }
    return lost;
  }

  private static short[] decode(List<byte[]> packets, boolean[] lost, Repair repair)
      throws Exception {
    OpusDecoder decoder = new OpusDecoder(1);
    short[] heard = new short[packets.size() * FRAME];
    for (int i = 0; i < lost.length; i++) {
      byte[] own = packets.get(i);
      boolean repairable = lost[i] && !lost[i + 1];
      if (!lost[i] || (repairable && repair == Repair.RED)) {
        decoder.decode(own, 0, own.length, heard, i * FRAME);
      } else if (repairable && repair == Repair.FEC) {
        byte[] next = packets.get(i + 1);
        decoder.decodeFec(next, 0, next.length, FRAME, heard, i * FRAME);
      } else {
        decoder.decodeLost(FRAME, heard, i * FRAME);
      }
    }
    return heard;
  }

  private static Quality quality(List<byte[]> packets, boolean[] lost, Repair repair)
      throws Exception {
    short[] clean = decode(packets, new boolean[lost.length], repair);
    short[] heard = decode(packets, lost, repair);
    double snr = 0;
    double distance = 0;
    double behind = 0;
    int count = 0;
    for (int i = 0; i + 2 < lost.length; i++) {
      int at = i * FRAME;
      if (lost[i] && SpeechQuality.isActive(clean, at)) {
        snr += SpeechQuality.snrDb(clean, heard, at);
        distance += SpeechQuality.spectralDistanceDb(clean, at, heard, at);
        behind += SpeechQuality.snrDb(clean, heard, at + FRAME);
        count++;
      }
    }
    return new Quality(count, snr / count, distance / count, behind / count);
  }

  private static long carrying(List<byte[]> packets) throws CodecException {
    long carrying = 0;
    for (byte[] each : packets) {
      carrying += OpusPacket.hasFec(each, 0, each.length) ? 1 : 0;
    }
    return carrying;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 20})
  void fecIsWorthItsBitsAndACopyIsWorthMore(int percent) throws Exception {
    List<byte[]> packets = packets(32_000, percent);
    assertTrue(carrying(packets) > 0.8 * packets.size(), carrying(packets) + " carry FEC");
    boolean[] lost = losses(packets.size(), percent);
    Quality concealed = quality(packets, lost, Repair.CONCEALMENT);
    Quality fec = quality(packets, lost, Repair.FEC);
    Quality red = quality(packets, lost, Repair.RED);
    String all = percent + " %, PLC: " + concealed + "; FEC: " + fec + "; RED: " + red;
    System.out.println(all);
    assertTrue(fec.snrDb() > concealed.snrDb() + 3, all);
    assertTrue(fec.distanceDb() < concealed.distanceDb() - 2, all);
    assertTrue(fec.snrBehindDb() > concealed.snrBehindDb() + 5, all);
    assertTrue(red.snrDb() > fec.snrDb() + 10, all);
    assertTrue(red.distanceDb() < fec.distanceDb() - 2, all);
  }

  /** Why 32 kbit/s are what we send: at 24 and full bandwidth none are left for it. */
  @Test
  void at24KilobitsThereIsRedundancyOnlyWithinLessBandwidth() throws Exception {
    assertEquals(0, carrying(packets(24_000, 10).subList(0, 150)));
    OpusEncoder.Builder wide = OpusEncoder.builder().bitrate(24_000).maxPlaybackRate(16_000);
    List<byte[]> packets = packets(wide.fec(10).build(), 150);
    assertTrue(carrying(packets) > 100, carrying(packets) + " carry FEC");
  }
}
