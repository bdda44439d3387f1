package io.antiphon.bench;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds what was heard in what was said, 20 ms by 20 ms, by correlation at 8 kHz: how late it is,
 * and whether it is like it at all. Knows nothing of how it came to be, so that any receiver can be
 * measured.
 */
final class Listening {
  private static final int DECIMATION = 6;
  private static final int RATE_HZ = 8_000;
  private static final int FRAME = RATE_HZ / 50;
  private static final int PACKET = FRAME;

  /** Where it is lost, it looks at so much more before and behind the frame, to find it again. */
  private static final int MORE = FRAME;

  private static final int NEAR = RATE_HZ / 1_000 * 4;
  private static final int LEAST_LAG = -RATE_HZ / 100;
  private static final int MOST_LAG = RATE_HZ * 12 / 10;
  private static final double ALIKE = 0.9;
  private static final double WRONG = 0.7;

  /** Quieter, and nobody hears what is wrong with it; and 10 dB off is wrong as well. */
  private static final double ACTIVE_RMS = 300;

  private static final double MOST_LEVEL_RATIO = 10;

  /**
   * One frame of what was heard.
   *
   * @param atNanos when it was played
   * @param delayMillis from being spoken; NaN where that cannot be told for sure
   * @param wrong whether it is badly wrong
   */
  record Frame(long atNanos, double delayMillis, boolean wrong) {}

  private final float[] said;
  private final long[] sentNanos;
  private double bestLikeness;
  private int bestLag;

  /** Gets ready to listen for a speech whose packets were sent at these times. */
  Listening(Speech speech, long[] sentNanos) throws CodecException {
    this.sentNanos = sentNanos.clone();
    OpusDecoder decoder = new OpusDecoder(1);
    short[] clean = new short[sentNanos.length * PACKET * DECIMATION];
    short[] pcm = new short[5_760];
    for (int i = 0; i < sentNanos.length; i++) {
      byte[] payload = speech.payloads().get(i % speech.payloads().size());
      decoder.decode(payload, 0, payload.length, pcm, 0);
      System.arraycopy(pcm, 0, clean, i * PACKET * DECIMATION, PACKET * DECIMATION);
    }
    said = narrow(clean);
  }

  /** Low-passes and thins out. */
  private static float[] narrow(short[] wide) {
    float[] narrow = new float[wide.length / DECIMATION];
    for (int i = 1; i < narrow.length - 1; i++) {
      float sum = 0;
      for (int j = -DECIMATION; j < DECIMATION; j++) {
        sum += wide[i * DECIMATION + j] * (DECIMATION - Math.abs(j + 0.5f));
      }
      narrow[i] = sum / (DECIMATION * DECIMATION);
    }
    return narrow;
  }

  /** All frames in which there was something to be heard. */
  List<Frame> judge(Heard heard) {
    float[] ear = narrow(heard.samples());
    List<Frame> frames = new ArrayList<>();
    int lag = 0;
    for (int at = MORE; at + FRAME + MORE < ear.length; at += FRAME) {
      long nanos = heard.nanosOf().applyAsLong((long) at * DECIMATION);
      int speaking = spokenBy(nanos);
      find(ear, at, speaking, FRAME, lag - NEAR, lag + NEAR);
      if (bestLikeness < ALIKE) {
        findAgain(ear, at, speaking);
      }
      int position = speaking - (bestLikeness >= ALIKE ? bestLag : lag);
      boolean alike = bestLikeness >= ALIKE;
      lag = alike ? bestLag : lag;
      if (position < 0 || position + FRAME > said.length || rms(said, position) < ACTIVE_RMS) {
        continue;
      }
      double level = energy(ear, at, FRAME) / energy(said, speaking - bestLag, FRAME);
      boolean loud = level > MOST_LEVEL_RATIO || level < 1 / MOST_LEVEL_RATIO;
      double delay = alike ? (nanos - spokenNanos(position)) * 1e-6 : Double.NaN;
      frames.add(new Frame(nanos, delay, bestLikeness < WRONG || loud));
    }
    return frames;
  }

  private void findAgain(float[] ear, int at, int speaking) {
    double likenessNear = bestLikeness;
    int lagNear = bestLag;
    find(ear, at - MORE, speaking - MORE, FRAME + 2 * MORE, LEAST_LAG, MOST_LAG);
    int around = bestLag;
    find(ear, at, speaking, FRAME, around - NEAR, around + NEAR);
    if (bestLikeness < likenessNear) {
      bestLikeness = likenessNear;
      bestLag = lagNear;
    }
  }

  private void find(float[] ear, int at, int speaking, int length, int from, int to) {
    bestLikeness = -1;
    bestLag = from;
    double heardEnergy = energy(ear, at, length);
    for (int lag = from; lag <= to; lag++) {
      int position = speaking - lag;
      if (position < 0 || position + length > said.length) {
        continue;
      }
      float product = 0;
      float energy = 1;
      for (int i = 0; i < length; i++) {
        product += ear[at + i] * said[position + i];
        energy += said[position + i] * said[position + i];
      }
      double likeness = product / Math.sqrt(heardEnergy * energy);
      if (likeness > bestLikeness) {
        bestLikeness = likeness;
        bestLag = lag;
      }
    }
  }

  private static double energy(float[] samples, int at, int length) {
    double sum = 1;
    for (int i = Math.max(0, at); i < Math.min(samples.length, at + length); i++) {
      sum += samples[i] * samples[i];
    }
    return sum;
  }

  private static double rms(float[] samples, int at) {
    return Math.sqrt(energy(samples, at, FRAME) / FRAME);
  }

  /** A packet is sent when its last sample has been spoken. */
  private long spokenNanos(int position) {
    int packet = Math.min(position / PACKET, sentNanos.length - 1);
    long within = (position - (long) packet * PACKET) * 1_000_000_000L / RATE_HZ;
    return sentNanos[packet] - Passage.SLOT_NANOS + within;
  }

  /** What is being spoken at that time. */
  private int spokenBy(long nanos) {
    int found = Arrays.binarySearch(sentNanos, nanos + Passage.SLOT_NANOS);
    int packet = Math.max(0, found >= 0 ? found : -found - 2);
    return packet * PACKET
        + (int) ((nanos - spokenNanos(packet * PACKET)) * RATE_HZ / 1_000_000_000);
  }
}
